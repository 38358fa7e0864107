"""What the demo's pages share: organisations with neutral marks, venues, speakers and contacts."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from config.demo.drawing import draw_logo, draw_portrait, save_image
from config.demo.languages import Both
from content.models import ContactPerson, Partner, Topic
from events.models import Speaker, Venue

PARTNERS = {
    "us": "Hållbar Utveckling Skåne",
    "county": "Länsstyrelsen Skåne",
    "region": "Region Skåne",
    "climate": "Klimatsamverkan Skåne",
    "lund": "Lunds kommun",
    "malmo": "Malmö stad",
    "ystad": "Ystads kommun",
    "eslov": "Eslövs kommun",
    "hoor": "Höörs kommun",
    "trelleborg": "Trelleborgs kommun",
    "helsingborg": "Helsingborgs stad",
    "interreg": "Interreg",
    "union": "Europeiska unionen",
}

# Invented people: first names and surnames that many bear, put together by chance.
SPEAKERS = {
    "host": ("Alex Lindgren", "Moderator", "Moderator"),
    "buyer": ("Sam Bergström", "Upphandlare i en kommun", "Procurement officer, municipality"),
    "research": ("Robin Ekdahl", "Forskare i miljöteknik", "Researcher, environmental technology"),
    "lawyer": ("Kim Sandberg", "Jurist i offentlig upphandling", "Lawyer, public procurement"),
    "builder": ("Charlie Holm", "Projektledare återbruk", "Project manager, reuse"),
    "economist": ("Mika Nyström", "Ekonom, livscykelkostnader", "Economist, life-cycle costs"),
    "supplier": ("Noa Lundqvist", "Leverantör av begagnade möbler", "Supplier of used furniture"),
    "city": ("Lo Wikström", "Miljöstrateg i en kommun", "Environmental strategist, municipality"),
}

CONTACTS = {
    "projects": ("Kim Almgren", "Projektledare", "Project manager", "projekt", "040-12 34 56"),
    "courses": ("Alva Norberg", "Kursansvarig", "Training manager", "kurs", "040-12 34 57"),
    "forum": (
        "Robin Sandell",
        "Projektledare HandlingsForum",
        "Project manager, HandlingsForum",
        "forum",
        "040-12 34 58",
    ),
}

TOPICS = {
    "procurement": ("Upphandling", "Procurement"),
    "circular": ("Cirkulär ekonomi", "Circular economy"),
    "cost": ("Livscykelkostnad", "Life-cycle cost"),
    "trips": ("Studieresor", "Study trips"),
}

ACCESS = Both(
    "Ingången är utan trappsteg. Hiss till alla plan, hörslinga i stora salen,"
    " toalett för rullstol på plan 1. Ledarhund är välkommen.",
    "Step-free entrance. Lift to all floors, hearing loop in the main hall,"
    " accessible toilet on floor 1. Guide dogs are welcome.",
)

# name, street, town, how to get there
VENUES = {
    "lund": (
        "Stadshallen",
        "Stortorget 9",
        "Lund",
        Both(
            "Fem minuter till fots från Lund C. Cykelställ finns vid torget.",
            "Five minutes on foot from Lund C. Bicycle stands at the square.",
        ),
    ),
    "malmo": (
        "Stadshuset",
        "August Palms plats 1",
        "Malmö",
        Both("Buss från Malmö C. Cykelställ vid entrén.", "Bus from Malmö C. Bicycle stands."),
    ),
    "ystad": (
        "Gamla rådhuset",
        "Stortorget",
        "Ystad",
        Both("Åtta minuter till fots från Ystads station.", "Eight minutes on foot from Ystad."),
    ),
    "eslov": (
        "Medborgarhuset",
        "Gröna torg",
        "Eslöv",
        Both("Fem minuter till fots från Eslövs station.", "Five minutes on foot from Eslöv."),
    ),
    "hoor": (
        "Kommunhuset",
        "Södergatan 28",
        "Höör",
        Both("Fem minuter till fots från Höörs station.", "Five minutes on foot from Höör."),
    ),
    "helsingborg": (
        "Rådhuset",
        "Drottninggatan 2",
        "Helsingborg",
        Both("Fem minuter till fots från Knutpunkten.", "Five minutes on foot from Knutpunkten."),
    ),
    "trelleborg": (
        "Rådhuset",
        "Algatan 13",
        "Trelleborg",
        Both("Fem minuter till fots från stationen.", "Five minutes on foot from the station."),
    ),
    "amsterdam": (
        "Amsterdam Centraal",
        "Stationsplein",
        "Amsterdam",
        Both("Vi möts på perrongen.", "We meet on the platform."),
    ),
}


@dataclass
class Shared:
    """The snippets by their short names."""

    partners: dict[str, Partner] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    contacts: dict[str, ContactPerson] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    def roles(self, **names: str) -> list[dict[str, Any]]:
        """Return the blocks of partners: `organiser="us lund"` and so on."""
        return [
            {"type": "partner", "value": {"partner": self.partners[name].pk, "role": role}}
            for role, listed in names.items()
            for name in listed.split()
        ]

    def speak(self, names: str) -> list[int]:
        return [self.speakers[name].pk for name in names.split()]


def make_snippets() -> Shared:
    return Shared(
        partners=_partners(),
        speakers=_speakers(),
        contacts=_contacts(),
        venues=_venues(),
        topics={
            key: Topic.objects.create(name_sv=sv, name_en=en, slug=slugify(sv))
            for key, (sv, en) in TOPICS.items()
        },
    )


def _partners() -> dict[str, Partner]:
    found = {}
    for seed, (key, name) in enumerate(PARTNERS.items()):
        logo = save_image(draw_logo(name, seed), name, f"demo-{slugify(name)}")
        found[key] = Partner.objects.create(name=name, logo=logo)
    return found


def _portrait(name: str, seed: int) -> object:
    initials = "".join(word[0] for word in name.split())
    return save_image(draw_portrait(initials, seed), name, f"demo-{slugify(name)}")


def _speakers() -> dict[str, Speaker]:
    return {
        key: Speaker.objects.create(
            name=name, role_sv=role_sv, role_en=role_en, photo=_portrait(name, seed)
        )
        for seed, (key, (name, role_sv, role_en)) in enumerate(SPEAKERS.items())
    }


def _contacts() -> dict[str, ContactPerson]:
    return {
        key: ContactPerson.objects.create(
            name=name,
            role_sv=role_sv,
            role_en=role_en,
            email=f"{box}@hus.example",
            phone=phone,
            photo=_portrait(name, seed),
        )
        for seed, (key, (name, role_sv, role_en, box, phone)) in enumerate(CONTACTS.items(), 20)
    }


def _venues() -> dict[str, Venue]:
    return {
        key: Venue.objects.create(
            name=name,
            address=address,
            town=town,
            directions_sv=way.sv,
            directions_en=way.en,
            accessibility_sv=ACCESS.sv,
            accessibility_en=ACCESS.en,
        )
        for key, (name, address, town, way) in VENUES.items()
    }
