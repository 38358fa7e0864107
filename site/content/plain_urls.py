"""Addresses without a language: a report's file, the sitemap, robots and the icon."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from content import views
from content.sitemap import PagesInAllLanguages

urlpatterns = [
    path("ladda-ner/<int:page_id>/", views.download, name="download"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PagesInAllLanguages}}, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
]
