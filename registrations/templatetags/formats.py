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
    "month",
    "week",
    "clock",
    "moment",
    "number_word",
):
    register.filter(_name, getattr(formats, _name))
for _name in ("clock_range", "day_range"):
    register.filter(_name, getattr(formats, _name))
