"""Addresses of the editing pages, under /admin/evenemang/."""

from django.urls import path

from events.editing import views

app_name = "events_admin"

urlpatterns = [
    path("<int:page_id>/nytt-tillfalle/", views.add_offering, name="add_offering"),
    path("<int:page_id>/kopiera/", views.duplicate, name="duplicate"),
]
