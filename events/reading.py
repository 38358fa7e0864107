"""Gathers what an event page shows, in few queries and as plain values for the template."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content.models import Partner
from content.words import size_words
from events.keeping import KEEP_SECONDS, kept, kept_as
from events.models.snippets import Speaker
from events.programme import Row, rows_of_programme, speaker_ids
from registrations.facts import OfferingFacts
from registrations.page_facts import facts_from, rows_of

if TYPE_CHECKING:
    from events.models import EventPage

Chosen = TypeVar("Chosen", bound=models.Model)

PHOTO = "fill-144x144|format-webp"
LOGO = "max-320x120|format-png"


@dataclass(frozen=True)
class ImageFact:
    url: str
    width: int
    height: int


# Pictures by their key and size; a speaker without a photo has no key.
Images = Mapping[tuple[int | None, str], ImageFact]


@dataclass(frozen=True)
class SpeakerFact:
    name: str
    role: str
    about: str
    initials: str
    photo: ImageFact | None


@dataclass(frozen=True)
class PartnerFact:
    name: str
    url: str
    logo: ImageFact | None


@dataclass(frozen=True)
class PartnerGroup:
    """The partners of one role, with its word: organisers, partners, funders."""

    heading: str
    partners: tuple[PartnerFact, ...]


@dataclass(frozen=True)
class MaterialFact:
    title: str
    url: str
    note: str


@dataclass(frozen=True)
class Words:
    """What a page shows of others and of its own blocks; it changes only by an edit."""

    programme: tuple[Row, ...]
    speakers: tuple[SpeakerFact, ...]
    partner_groups: tuple[PartnerGroup, ...]
    material: tuple[MaterialFact, ...]


@dataclass(frozen=True)
class EventContext:
    """What an event page shows beside its own text."""

    kind: str
    offerings: tuple[OfferingFacts, ...]
    words: Words
    is_over: bool
    # Parts of the page that no seat changes are kept as drawn, for as long and under this name.
    keep_seconds: int
    kept_as: str

    @property
    def only(self) -> OfferingFacts | None:
        """Return the Offering, when the page has just one."""
        return self.offerings[0] if len(self.offerings) == 1 else None

    @property
    def has_many(self) -> bool:
        return len(self.offerings) > 1

    @property
    def button_words(self) -> str:
        """Return what the button of the only Offering says, by the kind of page."""
        if self.only is None:
            return ""
        if not self.only.is_plain_signup:
            return self.only.button_words
        if self.kind == "trip":
            return gettext("Sign up for the trip")
        if self.kind == "training" and len(self.only.occasions) > 1:
            return gettext("Sign up for all sessions")
        return self.only.button_words


def read_event(
    page: "EventPage", facts: Iterable[OfferingFacts] | None = None, now: datetime | None = None
) -> EventContext:
    """Return what the page shows; `facts` are those already read, if any."""
    now = now or timezone.now()
    offerings = tuple(facts_from(rows_of(page.translation_key), now) if facts is None else facts)
    return EventContext(
        kind=page.kind,
        offerings=offerings,
        words=kept(page, "words", lambda: _read_words(page)),
        is_over=_is_over(offerings),
        keep_seconds=KEEP_SECONDS if page.content_version else 0,
        kept_as=kept_as(page),
    )


def _read_words(page: "EventPage") -> Words:
    programme = list(page.programme.raw_data)
    chosen = [block["value"] for block in page.speakers.raw_data]
    speakers = _in_order(Speaker, [*chosen, *speaker_ids(programme)])
    roles = [block["value"] for block in page.partners.raw_data]
    partners = _in_order(Partner, [value["partner"] for value in roles])
    images = _images(
        [speaker.photo_id for speaker in speakers.values()],
        [partner.logo_id for partner in partners.values()],
    )
    return Words(
        programme=tuple(
            rows_of_programme(programme, {pk: speaker.name for pk, speaker in speakers.items()})
        ),
        speakers=tuple(_speaker(speaker, images) for speaker in speakers.values()),
        partner_groups=tuple(_partner_groups(roles, partners, images)),
        material=tuple(_material(list(page.material.raw_data))),
    )


def _in_order(model: type[Chosen], ids: Iterable[int]) -> dict[int, Chosen]:
    """Return what was chosen, in order and once; what was deleted since is left out."""
    wanted = list(dict.fromkeys(pk for pk in ids if pk))
    found = model._default_manager.in_bulk(wanted) if wanted else {}
    return {pk: found[pk] for pk in wanted if pk in found}


def _images(photos: Iterable[int | None], logos: Iterable[int | None]) -> Images:
    """Return the pictures in the sizes shown, one query in all once each was drawn in its size."""
    wanted = {(pk, PHOTO) for pk in photos if pk} | {(pk, LOGO) for pk in logos if pk}
    if not wanted:
        return {}
    model = get_image_model()
    drawn = model.get_rendition_model().objects.filter(
        image_id__in=[pk for pk, _ in wanted], filter_spec__in=[PHOTO, LOGO]
    )
    found = {(one.image_id, one.filter_spec): one for one in drawn}
    missing = sorted(wanted - found.keys())
    images = model.objects.in_bulk([pk for pk, _ in missing]) if missing else {}
    for pk, spec in missing:
        if pk in images:
            found[pk, spec] = images[pk].get_rendition(spec)
    return {key: ImageFact(one.url, one.width, one.height) for key, one in found.items()}


def _speaker(speaker: Speaker, images: Images) -> SpeakerFact:
    return SpeakerFact(
        name=speaker.name,
        role=speaker.role,
        about=speaker.about,
        initials=speaker.initials,
        photo=images.get((speaker.photo_id, PHOTO)),
    )


def _partner_groups(
    roles: list[Mapping[str, Any]], partners: Mapping[int, Partner], images: Images
) -> Iterator[PartnerGroup]:
    headings = {
        "organiser": pgettext("heading", "Organisers"),
        "partner": pgettext("heading", "Partners"),
        "funder": pgettext("heading", "Funders"),
    }
    for role, heading in headings.items():
        members = [
            _partner(partners[value["partner"]], images)
            for value in roles
            if value["role"] == role and value["partner"] in partners
        ]
        if members:
            yield PartnerGroup(heading=heading, partners=tuple(members))


def _partner(partner: Partner, images: Images) -> PartnerFact:
    return PartnerFact(name=partner.name, url=partner.url, logo=images.get((partner.logo_id, LOGO)))


def _material(blocks: list[Mapping[str, Any]]) -> Iterator[MaterialFact]:
    documents = _in_order(
        get_document_model(),
        [block["value"]["document"] for block in blocks if block["type"] == "document"],
    )
    for block in blocks:
        value = block["value"]
        if block["type"] == "link":
            yield MaterialFact(title=value["title"], url=value["url"], note="")
        elif value["document"] in documents:
            document = documents[value["document"]]
            note = f"{document.file_extension.upper()}, {size_words(document.file_size or 0)}"
            yield MaterialFact(title=value["title"], url=document.url, note=note)


def _is_over(offerings: Iterable[OfferingFacts]) -> bool:
    kinds = {facts.seats.kind for facts in offerings}
    return "over" in kinds and kinds <= {"over", "cancelled"}
