"""The organisation's own details and the pages of the menus, set once for the whole site."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

from content.models.snippets import in_language


def _page(label: Any) -> models.ForeignKey:
    """Return a field for a page; its translation is shown to readers of the other language."""
    return models.ForeignKey(
        Page,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


@register_setting(icon="home")
class SiteSettings(BaseGenericSetting):
    organisation_name = models.CharField(_("organisation"), max_length=120, default="Kretslopp")
    org_number = models.CharField(_("organisation number"), max_length=20, blank=True)
    about_sv = models.CharField(_("about us, in Swedish"), max_length=300, blank=True)
    about_en = models.CharField(_("about us, in English"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    street = models.CharField(_("street address"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    projects_page = _page(_("projects"))
    reports_page = _page(_("reports"))
    about_page = _page(_("about us"))
    contact_page = _page(_("contact"))
    privacy_page = _page(_("how we handle personal data"))
    accessibility_page = _page(_("accessibility statement"))
    cookies_page = _page(_("cookies"))

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organisation_name"), FieldPanel("org_number")]),
                FieldPanel("about_sv"),
                FieldPanel("about_en"),
            ],
            heading=_("The organisation"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
            ],
            heading=_("How to reach us"),
        ),
        MultiFieldPanel(
            [FieldPanel("projects_page"), FieldPanel("reports_page"), FieldPanel("about_page")],
            heading=_("Main menu, beside the calendar"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_page"),
                FieldPanel("privacy_page"),
                FieldPanel("accessibility_page"),
                FieldPanel("cookies_page"),
            ],
            heading=_("Foot of every page"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation and menus")

    @property
    def about(self) -> str:
        return in_language(self.about_sv, self.about_en)
