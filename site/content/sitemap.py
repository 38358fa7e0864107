"""The map of the site for search engines: the live pages of every language."""

from django.db.models import Q, QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page


class PagesInAllLanguages(Sitemap):
    """Wagtail's own lists only the tree under the site's root, which is the Swedish one."""

    def items(self) -> QuerySet[Page]:
        root = self.get_wagtail_site().root_page
        trees = Q()
        for path in root.get_translations(inclusive=True).values_list("path", flat=True):
            trees |= Q(path__startswith=path)
        pages = Page.objects.live().public().filter(trees).order_by("path")
        return pages.defer_streamfields().specific()
