"""Tells templates whether visitors must know that no money moves."""

from django import template

from registrations.payments.keys import plays_in_public

register = template.Library()


@register.simple_tag
def payments_are_tests() -> bool:
    return plays_in_public()
