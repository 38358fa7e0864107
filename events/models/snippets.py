"""What several events share: speakers and venues, with words in both languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from registrations.languages import in_language


class Speaker(index.Indexed, models.Model):
    """A person who speaks at events."""

    name = models.CharField(_("name"), max_length=120)
    role_sv = models.CharField(_("role and organisation in Swedish"), max_length=200, blank=True)
    role_en = models.CharField(_("role and organisation in English"), max_length=200, blank=True)
    about_sv = models.TextField(_("about, in Swedish"), blank=True)
    about_en = models.TextField(_("about, in English"), blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> str:
        return in_language(self, "role")

    @property
    def about(self) -> str:
        return in_language(self, "about")

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


class Venue(index.Indexed, models.Model):
    """A place where events are held: how to get there, and how accessible it is."""

    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("street address"), max_length=200, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    directions_sv = models.TextField(_("how to get there, in Swedish"), blank=True)
    directions_en = models.TextField(_("how to get there, in English"), blank=True)
    accessibility_sv = models.TextField(_("accessibility in Swedish"), blank=True)
    accessibility_en = models.TextField(_("accessibility in English"), blank=True)
    link = models.URLField(_("map or own page"), blank=True)

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("town"),
    ]

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.town) if part)

    @property
    def directions(self) -> str:
        return in_language(self, "directions")

    @property
    def accessibility(self) -> str:
        return in_language(self, "accessibility")
