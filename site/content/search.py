"""The search of the site: live, public pages in the reader's language, with a piece of text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from wagtail.models import Locale, Page

from content.library import clean_query, search_words

PER_PAGE = 10
SNIPPET_WORDS = 34
# Nobody reads on so far; beyond this a search is too wide to be of use.
MOST_HITS = 500


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    kind: str
    snippet: SafeString


@dataclass(frozen=True)
class Found:
    query: str
    number: int
    pages: ListPage
    hits: list[Hit]


def search_site(text: str, language: str, page_number: str | None) -> Found:
    typed, query = clean_query(text), search_words(text)
    results: list[Page] = []
    if query:
        locale = Locale.objects.filter(language_code=language).first()
        pages = Page.objects.live().public().filter(locale=locale, depth__gt=1)
        # Whole words first; where none are found, the beginnings of words in titles and leads.
        found = pages.search(query, operator="and") or pages.autocomplete(query)
        results = titles_first(found[:MOST_HITS], query)
    paginator = Paginator(results, PER_PAGE)
    shown = paginator.get_page(page_number)
    specific = Page.objects.filter(pk__in=[page.pk for page in shown.object_list]).specific()
    by_id = {page.pk: page for page in specific}
    hits = [_hit(by_id[page.pk], query) for page in shown.object_list if page.pk in by_id]
    return Found(query=typed, number=paginator.count, pages=shown, hits=hits)


def titles_first(pages: Iterable[Page], query: str) -> list[Page]:
    """Put the pages whose title has every word of the query first; the rest keep their order."""
    words = query.casefold().split()
    return sorted(pages, key=lambda page: not all(word in page.title.casefold() for word in words))


def _hit(page: Page, query: str) -> Hit:
    kind = getattr(page, "kind_words", "") or type(page)._meta.verbose_name
    return Hit(
        title=page.title,
        url=page.get_url() or "",
        kind=str(kind)[:1].upper() + str(kind)[1:],
        snippet=snippet(_texts(page), query),
    )


def _texts(page: Page) -> list[str]:
    """Return the texts of a page that a snippet may be cut from, the lead first."""
    texts = [getattr(page, "lead", "") or page.search_description]
    for name in ("body", "results", "programme", "funding_text"):
        value = getattr(page, name, "")
        texts.append(strip_tags(str(value).replace("<", " <")) if value else "")
    return [" ".join(text.split()) for text in texts if text]


def snippet(texts: list[str], query: str) -> SafeString:
    """Return the first text that holds a word of the query, cut round it, with the words marked."""
    words = [re.escape(word) for word in query.split() if len(word) > 1]
    pattern = re.compile("|".join(words), re.IGNORECASE) if words else None
    chosen = next((text for text in texts if pattern and pattern.search(text)), "".join(texts[:1]))
    match = pattern.search(chosen) if pattern else None
    start = max(0, match.start() - 90) if match else 0
    if start:
        start = chosen.find(" ", start) + 1
    cut = Truncator(chosen[start:]).words(SNIPPET_WORDS, truncate=" …")
    text = f"… {cut}" if start else cut
    if pattern is None:
        return mark_safe(escape(text))
    return mark_safe("".join(_marked(text, pattern)))


def _marked(text: str, pattern: re.Pattern[str]) -> list[str]:
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[at : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        at = match.end()
    return [*parts, escape(text[at:])]
