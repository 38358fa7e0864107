"""The key of a form, shared by tabs and remembered once sent: one form makes one sign-up."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from registrations.models import Registration
from registrations.signup_sheet import Signup
from registrations.statements import MARK, Compiled
from registrations.words import LIVE

COOKIE = "form_key"
DAY = 86_400
_USED = Compiled(
    lambda form_key: Registration.objects.filter(form_key=form_key).order_by().values_list("pk"),
    UUID(int=MARK),
)


@dataclass(frozen=True)
class Keys:
    """The key of the form now open, and of the one sent before it from this browser."""

    current: UUID
    earlier: UUID | None = None


def read_key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def keys_of_visit(request: HttpRequest) -> Keys:
    """Return the keys of the form in other tabs; a key that was used gives way to a new one."""
    current, _dot, earlier = request.COOKIES.get(COOKIE, "").partition(".")
    key = read_key(current)
    if key is None:
        return Keys(uuid4())
    if _USED.rows(key):
        return Keys(uuid4(), key)
    return Keys(key, read_key(earlier))


def remember(response: HttpResponse, keys: Keys, path: str) -> None:
    """Keep the keys for a day in a cookie of this form's path only."""
    value = f"{keys.current}.{keys.earlier or ''}"
    response.set_cookie(COOKIE, value, max_age=DAY, path=path, httponly=True, samesite="Lax")


def sent_before(keys: Keys, signup: Signup) -> Registration | None:
    """Return the registration of the form sent before, where this one says the same again."""
    if keys.earlier is None:
        return None
    known = Registration.objects.filter(form_key=keys.earlier).first()
    if known is None or not is_same(known, signup):
        return None
    return known if known.participants.filter(status__in=LIVE).exists() else None


def is_same(known: Registration, signup: Signup) -> bool:
    """Tell whether a form says what it said the first time."""
    if known.offering_id != signup.offering_id or known.contact_email != signup.contact_email:
        return False
    written = known.participants.values_list("email", "name")
    return sorted(written) == sorted((person.email, person.name) for person in signup.people)
