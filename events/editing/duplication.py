"""Makes next year's event: drafts in all languages, and the offerings with their dates moved."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from events.editing.addresses import free_slug
from events.editing.forms import local_date
from events.models import EventPage
from registrations.models import Offering
from registrations.offerings import duplicate_offering


def pages_in_all_languages(page: EventPage) -> list[EventPage]:
    """Return the page and its translations, the page itself first."""
    return [page, *page.get_translations().select_related("locale")]


@transaction.atomic
def duplicate_event(
    page: EventPage, *, titles: dict[str, str], days: int, user: object = None
) -> EventPage:
    """Return the copy of `page`; nothing is published, nothing taken, and sign-up is closed."""
    key = uuid4()
    copies = [
        _copy_page(one, key, titles.get(one.locale.language_code) or str(one.title), user)
        for one in pages_in_all_languages(page)
    ]
    for offering in Offering.objects.filter(page_key=page.translation_key):
        _copy_offering(offering, key, titles, days)
    return copies[0]


def _copy_page(page: EventPage, key: UUID, title: str, user: object) -> EventPage:
    copy: EventPage = page.copy(
        update_attrs={
            "title": title,
            "draft_title": title,
            "slug": _free_page_slug(page, title),
            "translation_key": key,
            "seo_title": "",
            "go_live_at": None,
            "expire_at": None,
        },
        copy_revisions=False,
        keep_live=False,
        user=user,
    )
    return copy


def _free_page_slug(page: Page, title: str) -> str:
    stem = slugify(title) or page.slug
    taken = set(page.get_siblings().values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _copy_offering(offering: Offering, key: UUID, titles: dict[str, str], days: int) -> None:
    alone = Offering.objects.filter(page_key=offering.page_key).count() == 1
    starts = local_date(offering.first_starts_at)
    title = titles.get("sv", "") if alone else ""
    duplicate_offering(
        offering=offering,
        slug=free_slug(title or offering.title_sv, starts and starts + timedelta(days=days)),
        days=days,
        title_sv=title,
        title_en=titles.get("en", "") if alone else "",
        page_key=key,
    )
