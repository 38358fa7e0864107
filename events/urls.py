"""Addresses of the calendar and its feeds."""

from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("kalender/", views.calendar, name="calendar"),
    path("kalender.ics", views.calendar_ical, name="calendar_ical"),
    path("kalender.rss", views.calendar_rss, name="calendar_rss"),
    path("kalender/<slug:slug>.ics", views.offering_ics, name="offering_ics"),
]
