"""Invented people at real kinds of organisations; no address of theirs can receive mail."""

import random
from dataclasses import dataclass

from django.utils.text import slugify

_FIRST_NAMES = (
    "Anna Erik Maria Lars Karin Johan Sara Anders Eva Per Lena Mikael Emma Karl Ingrid Fredrik"
    " Åsa Daniel Malin Mats Hanna Peter Elin Jonas Amina Omar Leila Björn Östen Yasmin"
)
_SURNAMES = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson"
    " Pettersson Jonsson Jansson Hansson Bengtsson Åkesson Lindberg Lindström Berg Öberg Ahmed"
    " Ali Nguyen Ström Ek Ågren Sjöberg Wallin Björk Holmgren"
)
FIRST_NAMES, SURNAMES = tuple(_FIRST_NAMES.split()), tuple(_SURNAMES.split())

MUNICIPALITIES = (
    "Lunds kommun",
    "Malmö kommun",
    "Ystads kommun",
    "Eslövs kommun",
    "Höörs kommun",
    "Trelleborgs kommun",
    "Helsingborgs kommun",
    "Kristianstads kommun",
    "Landskrona kommun",
    "Region Skåne",
    "Länsstyrelsen Skåne",
)
COMPANIES = ("Exempelmöbler AB", "Återbruk Exempel AB", "Exempelbygg i Skåne AB")
STUDENTS = "Lunds universitet"


# Street or box, postcode and town to which invoices go on paper.
ADDRESSES = {
    "Lunds kommun": ("Box 41", "221 00", "Lund"),
    "Malmö kommun": ("August Palms plats 1", "205 80", "Malmö"),
    "Ystads kommun": ("Nya Rådhuset", "271 80", "Ystad"),
    "Eslövs kommun": ("Box 255", "241 23", "Eslöv"),
    "Höörs kommun": ("Box 53", "243 21", "Höör"),
    "Trelleborgs kommun": ("Rådhuset", "231 83", "Trelleborg"),
    "Helsingborgs kommun": ("Box 120", "251 89", "Helsingborg"),
    "Kristianstads kommun": ("Box 501", "291 25", "Kristianstad"),
    "Landskrona kommun": ("Box 110", "261 22", "Landskrona"),
    "Region Skåne": ("Box 1", "291 89", "Kristianstad"),
    "Länsstyrelsen Skåne": ("Box 2", "205 15", "Malmö"),
}


@dataclass(frozen=True)
class Guest:
    name: str
    email: str
    organisation: str


class People:
    """Gives out new people, the same in every demo."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (names, not secrets)
        self._taken: set[str] = set()

    def guest(self, organisation: str) -> Guest:
        name = self._new_name()
        box, domain = slugify(name).replace("-", "."), slugify(organisation)
        return Guest(name, f"{box}@{domain}.example", organisation)

    def private(self) -> Guest:
        """Return somebody who comes on their own account."""
        guest = self.guest("post")
        return Guest(guest.name, guest.email, "")

    def chance(self, share: float) -> bool:
        return self._chance.random() < share

    def one_of(self, options: tuple[str, ...]) -> str:
        return self._chance.choice(options)

    def _new_name(self) -> str:
        while True:
            name = f"{self._chance.choice(FIRST_NAMES)} {self._chance.choice(SURNAMES)}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def number_of(organisation: str) -> str:
    """Return an organisation's number, its own and the same in every demo."""
    known = (*MUNICIPALITIES, *COMPANIES, STUDENTS)
    seed = known.index(organisation) + 1 if organisation in known else 200 + len(organisation)
    return org_number(seed)


def org_number(seed: int) -> str:
    """Return a number with a right check digit in a series that no authority gives out."""
    digits = f"559999{seed % 1000:03}"
    total = 0
    for place, digit in enumerate(digits):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{digits[:6]}-{digits[6:]}{-total % 10}"
