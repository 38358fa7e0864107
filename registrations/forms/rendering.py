"""Writes the inputs of a form directly; through Django's templates they cost half of a page."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


def write_attributes(attributes: Mapping[str, object]) -> SafeString:
    """Write them in their order; True stands as a name alone, False is left out."""
    written = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in attributes.items()
        if value is not False
    )
    return format_html_join("", "{}", ((one,) for one in written))


def write_input(widget: Widget) -> SafeString:
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    attributes = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
    return format_html("<input{}>", write_attributes(attributes))


def write_textarea(widget: Widget) -> SafeString:
    attributes = write_attributes({"name": widget["name"], **widget["attrs"]})
    # A browser drops the first line break, so that one that was typed stays.
    return format_html("<textarea{}>\n{}</textarea>", attributes, widget["value"] or "")


WRITERS = {
    "django/forms/widgets/checkbox.html": write_input,
    "django/forms/widgets/email.html": write_input,
    "django/forms/widgets/hidden.html": write_input,
    "django/forms/widgets/text.html": write_input,
    "django/forms/widgets/textarea.html": write_textarea,
}


class DirectRenderer(DjangoTemplates):
    """Renders as Django does, but the plain widgets, of which a page has many, directly."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        write = WRITERS.get(template_name)
        if write is not None:
            return write(context["widget"])
        return super().render(template_name, context, request)


DIRECT = DirectRenderer()
