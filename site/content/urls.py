"""Addresses in both languages: the search."""

from django.urls import path

from content import views

app_name = "content"

urlpatterns = [
    path("sok/", views.search, name="search"),
]
