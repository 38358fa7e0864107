"""Registers what events add to Wagtail's admin; nothing else."""

from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from events.editing import urls
from events.editing.menu import DuplicateMenuItem, duplicate_buttons
from events.editing.unpublishing import after_unpublish
from events.editing.viewsets import EventSnippets

register_snippet(EventSnippets)
hooks.register("register_page_header_buttons", duplicate_buttons)
hooks.register("register_page_listing_more_buttons", duplicate_buttons)
hooks.register("after_unpublish_page", after_unpublish)


@hooks.register("register_admin_urls")
def register_editing_urls() -> list[object]:
    return [path("evenemang/", include(urls))]


@hooks.register("register_page_action_menu_item")
def register_duplicate() -> DuplicateMenuItem:
    return DuplicateMenuItem(order=80)
