"""What every request passes: a bound on its body, no NUL bytes, and the headers that shut doors."""

from collections.abc import Callable

from csp.utils import build_policy, default_config
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.second_factor import lacks_second_factor

Handler = Callable[[HttpRequest], HttpResponse]

# Where staff upload documents and images.
ADMIN_PREFIX = "/admin/"
# What the payment provider sends is verified byte for byte, so nothing may read it first.
RAW_PREFIX = "/betalning/notis/"
# What an admin without a second factor may still reach there.
OPEN_ADMIN_PATHS = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/", "/admin/sprite/")


def largest_body(path: str) -> int:
    """Return how many bytes may be sent to an address."""
    limit: int = settings.BODY_BYTES
    return settings.ADMIN_BODY_BYTES if path.startswith(ADMIN_PREFIX) else limit


LONGEST_NUMBER = 18
SIGN_OUT_PATHS = ("/konto/logout/", "/admin/logout/")


class BodyLimit:
    """Answers a body that is too large with a sentence, before anything reads it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = largest_body(request.path_info)
        length = request.META.get("CONTENT_LENGTH") or "0"
        # Python refuses to read a number of thousands of digits.
        if length.isdecimal() and (len(length) > LONGEST_NUMBER or int(length) > limit):
            megabytes = limit // 1024**2
            return render(request, "413.html", {"megabytes": megabytes}, status=413)
        return self.get_response(request)


class NoNulBytes:
    """Answers 400 to a NUL byte; PostgreSQL would raise on it deep inside a query."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_nul(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def has_nul(request: HttpRequest) -> bool:
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if request.method != "POST" or request.path_info.startswith(RAW_PREFIX):
        return False
    return any(
        "\0" in name or any("\0" in value for value in values)
        for name, values in request.POST.lists()
    )


class ClosedDoors:
    """Adds Permissions-Policy everywhere, and to the admin the policy its editor can live with."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.admin_policy = build_policy(default_config(settings.ADMIN_CONTENT_SECURITY_POLICY))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.path_info.startswith(ADMIN_PREFIX):
            # A mail shown to staff brings a stricter policy of its own.
            response.headers.setdefault("Content-Security-Policy", self.admin_policy)
        return response


class WipedAtSignOut:
    """Has the browser forget what a door kept on the device when its user signs out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path_info in SIGN_OUT_PATHS:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class SecondFactor:
    """Sends staff without a second factor to set one up before they see an admin page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if (
            settings.REQUIRE_SECOND_FACTOR
            and path.startswith(ADMIN_PREFIX)
            and path not in OPEN_ADMIN_PATHS
            and lacks_second_factor(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
