"""Template filters over `registrations.formats`: `{% load formats %}`."""

from django import template

from registrations import formats

register = template.Library()

for _name in (
    "money",
    "price",
    "percent",
    "day",
    "short_day",
    "weekday",
    "weekday_and_day",
    "month_short",
    "day_number",
    "month",
    "week",
    "clock",
    "moment",
    "number_word",
):
    register.filter(_name, getattr(formats, _name))
for _name in (
    "clock_range",
    "day_range",
    "weekday_range",
    "days_of_month",
    "when",
    "when_closer",
):
    register.filter(_name, getattr(formats, _name))
