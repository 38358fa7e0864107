"""The report library: what a search, a year and a topic leave, and how downloads are counted."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import QueryDict
from wagtail.images import get_image_model
from wagtail.models import Page

from content.models import DownloadCount, ReportIndexPage, ReportPage, Topic
from content.templatetags.content_tags import PAGE_PARAMETER

PER_PAGE = 20
# As the template asks for it.
COVER_FILTER = "width-144|format-webp"
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Library:
    """The reports that were asked for, and what else may be asked."""

    query: str
    year: int | None
    topic: Topic | None
    years: list[int]
    topics: list[Topic]
    reports: ListPage

    @property
    def is_filtered(self) -> bool:
        return bool(self.query or self.year or self.topic)

    @property
    def words(self) -> str:
        """Return what was asked for, as a reader would say it."""
        parts = [self.query and f"”{self.query}”", self.topic and self.topic.name, self.year]
        return ", ".join(str(part) for part in parts if part)


def search_library(index: ReportIndexPage, asked: QueryDict) -> Library:
    reports = ReportPage.objects.child_of(index).live().public()
    years = sorted(set(reports.order_by().values_list("year", flat=True)), reverse=True)
    topics = list(Topic.objects.filter(reportpage__in=reports).distinct())
    query = clean_query(asked.get("q", ""))
    year = next((year for year in years if str(year) == asked.get("ar")), None)
    topic = next((topic for topic in topics if topic.slug == asked.get("amne")), None)
    chosen = reports.filter(**({"year": year} if year else {}))
    chosen = chosen.filter(topics=topic) if topic else chosen
    if query:
        words, listed = search_words(query), ReportPage.objects.child_of(index).live()
        found = (listed.search(words) or listed.autocomplete(words)) if words else []
        chosen = chosen.filter(pk__in={page.pk for page in found})
    covers = get_image_model().objects.prefetch_renditions(COVER_FILTER)
    chosen = chosen.select_related("document").prefetch_related(Prefetch("cover", covers))
    pages = Paginator(chosen.order_by("-year", "-first_published_at", "pk"), PER_PAGE)
    return Library(
        query=query,
        year=year,
        topic=topic,
        years=years,
        topics=topics,
        reports=pages.get_page(asked.get(PAGE_PARAMETER)),
    )


def newest_reports(locale_id: int, number: int = 3) -> list[ReportPage]:
    reports = ReportPage.objects.live().public().filter(locale=locale_id)
    return list(
        reports.select_related("document").order_by("-year", "-first_published_at")[:number]
    )


def clean_query(text: str) -> str:
    """Return the words of a search, without control characters and no longer than anybody types."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_QUERY]


def search_words(text: str) -> str:
    """Return only the letters and digits of a search; other signs mean something to a database."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in clean_query(text)).split())


def count_download(report_key: UUID) -> None:
    """Add one to a report's downloads, whichever language it was read in."""
    if not DownloadCount.objects.filter(report_key=report_key).update(number=F("number") + 1):
        count, is_new = DownloadCount.objects.get_or_create(
            report_key=report_key, defaults={"number": 1}
        )
        if not is_new:
            DownloadCount.objects.filter(pk=count.pk).update(number=F("number") + 1)


def localized_project(report: ReportPage) -> Page | None:
    """Return the live page of the report's project in the report page's language."""
    if report.project is None:
        return None
    return (
        Page.objects.live()
        .filter(translation_key=report.project.translation_key, locale=report.locale_id)
        .first()
    )
