"""What several pages point at: partners with logos, people to ask, and topics."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet


def in_language(swedish: str, english: str) -> str:
    """Return the words in the reader's language, Swedish where there is no English."""
    is_english = (get_language() or "sv").startswith("en")
    return english if is_english and english else swedish


@register_snippet
class Partner(index.Indexed, models.Model):
    """An organisation that organises, funds or takes part."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown on white; the name is its text for those who do not see it."),
    )
    url = models.URLField(_("website"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("logo"), FieldPanel("url")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.name


@register_snippet
class Topic(models.Model):
    """A subject that reports are sorted under."""

    name_sv = models.CharField(_("name in Swedish"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    slug = models.SlugField(_("word in the address"), max_length=60, unique=True)

    panels = [FieldRowPanel([FieldPanel("name_sv"), FieldPanel("name_en")]), FieldPanel("slug")]

    class Meta:
        ordering = ["name_sv"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_sv, self.name_en)


@register_snippet
class ContactPerson(models.Model):
    """Somebody of the organisation that a reader may ask; published with their consent."""

    name = models.CharField(_("name"), max_length=120)
    role_sv = models.CharField(_("role in Swedish"), max_length=120, blank=True)
    role_en = models.CharField(_("role in English"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("role_sv"), FieldPanel("role_en")]),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("photo"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> str:
        return in_language(self.role_sv, self.role_en)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])
