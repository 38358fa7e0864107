"""Finds the page of an address in one query, and the tag that says which version of it this is."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import StrIndex
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageViewRestriction, Site

from events.models import EventPage, Venue
from registrations.facts import OfferingFacts
from registrations.page_facts import Rows, clock_state, facts_from, rows_of
from registrations.statements import MARK, Compiled


@dataclass(frozen=True)
class Found:
    """A live page, as little of it as an answer to a returning reader needs."""

    pk: int
    model: type[Page]
    translation_key: UUID
    is_restricted: bool
    # The last entry of Wagtail's logs: any edit of a page, a speaker or a setting makes a new one.
    page_log: int | None
    model_log: int | None

    @property
    def content_version(self) -> str:
        return f"{fingerprint()[:8]}-{self.page_log}-{self.model_log}"


def find_page(request: HttpRequest, path: str) -> Found | None:
    """Return the live page at a path, by its whole address instead of level by level."""
    url_path = _url_path(request, path)
    row = next(iter(_PAGE_AT.rows(url_path)), None) if url_path else None
    if row is None:
        return None
    pk, content_type_id, key, restricted, page_log, model_log = row
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is None:
        return None
    return Found(pk, model, key, bool(restricted), page_log, model_log)


def _page_at(url_path: str) -> QuerySet[Page, Any]:
    restrictions = PageViewRestriction.objects.annotate(
        position=StrIndex(OuterRef("path"), "page__path")
    )
    return (
        Page.objects.filter(url_path=url_path, live=True)
        .order_by()
        .annotate(
            restricted=Exists(restrictions.filter(position=1)),
            page_log=Subquery(PageLogEntry.objects.order_by("-pk").values("pk")[:1]),
            model_log=Subquery(ModelLogEntry.objects.order_by("-pk").values("pk")[:1]),
        )
        .values_list(
            "pk", "content_type_id", "translation_key", "restricted", "page_log", "model_log"
        )
    )


_PAGE_AT = Compiled(_page_at, "/the/path/")


def _url_path(request: HttpRequest, path: str) -> str | None:
    roots = Site.get_site_root_paths()
    site_ids = {root.site_id for root in roots}
    if len(site_ids) > 1:
        site = Site.find_for_request(request)
        site_ids = {site.pk} if site else set()
    elif site_ids:
        _remember_site(request, next(iter(site_ids)))
    for root in roots:
        if root.site_id in site_ids and root.language_code == get_language():
            return f"{root.root_path}{path}"
    return None


def _remember_site(request: HttpRequest, pk: int) -> None:
    """Spare Wagtail the search by host: with one site, it is that one for every host."""
    # The site's other fields are read only if somebody asks for them.
    request._wagtail_site = Site.from_db("default", ["id"], [pk])  # type: ignore[attr-defined]  # its own


def load_page(found: Found) -> Page:
    """Return the whole page, with the venue that it always shows."""
    page: Page = _whole(found.model).first_instance(found.model, found.pk)
    if isinstance(page, EventPage) and page.venue_id:
        page.venue = _whole(Venue).first_instance(Venue, page.venue_id)
    return page


def _whole(model: type[Model]) -> Compiled:
    """Return the statement that reads one row of a model by its key."""
    label = model._meta.label
    if label not in _statements:
        _statements[label] = Compiled(
            lambda pk: model._default_manager.filter(pk=pk).order_by(), MARK
        )
    return _statements[label]


_statements: dict[str, Compiled] = {}


@dataclass(frozen=True)
class Version:
    """One version of an event page, and the facts it was made of."""

    tag: str
    rows: Rows

    def facts(self) -> list[OfferingFacts]:
        return facts_from(self.rows)


def version_of(found: Found) -> Version:
    """Return the page's version; one query more, for the facts."""
    rows = rows_of(found.translation_key)
    parts = [
        fingerprint(),
        str(found.pk),
        str(found.page_log),
        str(found.model_log),
        get_language() or "",
        clock_state(rows),
        *(f"{table}{row}" for table, row in rows),
    ]
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return Version(tag=f'W/"{digest}"', rows=rows)


def fingerprint() -> str:
    """Return a hash of the templates and translations, so that a new release is a new version."""
    return _files_by_time() if settings.DEBUG else _files_by_content()


@cache
def _files_by_content() -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files_by_time() -> str:
    return hashlib.blake2b(
        "".join(str(path.stat().st_mtime_ns) for path in _files()).encode(), digest_size=16
    ).hexdigest()


@cache
def _files() -> list[Path]:
    root = Path(settings.ROOT)
    folders = [root / "templates" / name for name in ("events", "trips", "components")]
    found = [path for folder in folders for path in folder.rglob("*.html")]
    code = [
        path
        for name in ("events", "trips", "registrations")
        for path in (root / name).rglob("*.py")
    ]
    static = (root / "site" / "content" / "static").rglob("*.*")
    return sorted(
        [*found, root / "templates" / "base.html", *code, *static, *root.glob("locale/**/*.mo")]
    )
