"""Views of an offering's list kept by name, and forgotten with those whom they name."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError
from registrations.models import Offering, SavedView

MOST_VIEWS = 30
# What of an address may be somebody's name or e-mail address.
WORDS = ("q", "email", "contact", "contact_email", "payer_name")


class TooManyViews(DomainError):
    message = _("There are thirty saved views already. Remove one that is not used any more.")


def views_for(offering: Offering, user: Any) -> QuerySet[SavedView]:
    """Return the user's own views and those shared with everyone who sees the list."""
    return SavedView.objects.filter(Q(is_shared=True) | Q(created_by=user), offering=offering)


def save_view(
    *, offering: Offering, name: str, query: str, is_shared: bool, user: Any
) -> SavedView:
    """Keep a view; the same name by the same person is the same view, saved anew.

    Raises TooManyViews.
    """
    with transaction.atomic():
        same = SavedView.objects.filter(offering=offering, name=name, created_by=user).first()
        if same is None and views_for(offering, user).count() >= MOST_VIEWS:
            raise TooManyViews
        view = same or SavedView(offering=offering, name=name, created_by=user)
        view.query, view.is_shared = query, is_shared
        view.save()
        return view


def forget_in_views(offering_id: int, words: Iterable[str]) -> None:
    """Remove the views that name a person, or search for one, of these names and addresses."""
    known = [word.casefold() for word in words if word]
    if not known:
        return
    named = [
        view.pk
        for view in SavedView.objects.filter(offering=offering_id)
        if any(_names(view, word) for word in known)
    ]
    SavedView.objects.filter(pk__in=named).delete()


def _names(view: SavedView, known: str) -> bool:
    query = QueryDict(view.query)
    asked = [str(query.get(key, "")).casefold().split() for key in WORDS]
    searched = any(words and all(word in known for word in words) for words in asked)
    return searched or known in view.name.casefold()
