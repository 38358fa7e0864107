"""SIE files: what is written is read back, in letters that a bookkeeping program has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.invoicing.books.pieces import Line, Voucher
from registrations.invoicing.books.sie_reader import SieFile, SieRefused, fields_of, read_sie
from registrations.invoicing.books.sie_text import LATIN_1, PC8, in_letters_of, quoted
from registrations.invoicing.books.sie_writer import Heading, in_latin_1, write_sie, year_of

DAY = date(2026, 11, 3)
SALE = Voucher(
    DAY,
    "Faktura F2026-0001 Eslövs kommun",
    [Line("1510", 125_000), Line("3001", -100_000, "KONF"), Line("2611", -25_000)],
)
ANY_TEXT = st.text(max_size=300)
ORE = st.integers(1, 999_999_999_999)


def heading(**fields: object) -> Heading:
    values = {
        "program_version": "0.1.0",
        "company": "Kretslopp Syd",
        "org_number": "802001-2343",
        "year_starts_in": 1,
        "made_on": date(2026, 12, 1),
        "accounts": {"1510": "Kundfordringar", "3001": "Försäljning", "2611": "Utgående moms"},
        "projects": {"KONF": "Cirkulär konferens – Lund"},
    }
    return Heading(**values | fields)  # type: ignore[arg-type]


def test_file_is_as_the_format_says() -> None:
    body = write_sie([SALE], heading())

    assert body.decode("cp437").split("\r\n") == [
        "#FLAGGA 0",
        '#PROGRAM "Kretslopp" "0.1.0"',
        "#FORMAT PC8",
        "#GEN 20261201",
        "#SIETYP 4",
        '#ORGNR "802001-2343"',
        '#FNAMN "Kretslopp Syd"',
        "#RAR 0 20260101 20261231",
        '#KONTO 1510 "Kundfordringar"',
        '#KONTO 2611 "Utgående moms"',
        '#KONTO 3001 "Försäljning"',
        '#DIM 6 "Projekt"',
        '#OBJEKT 6 "KONF" "Cirkulär konferens - Lund"',
        '#VER "" "" 20261103 "Faktura F2026-0001 Eslövs kommun"',
        "{",
        "#TRANS 1510 {} 1250.00",
        '#TRANS 3001 {6 "KONF"} -1000.00',
        "#TRANS 2611 {} -250.00",
        "}",
        "",
    ]


@given(
    company=ANY_TEXT,
    text=ANY_TEXT,
    title=ANY_TEXT,
    project=st.text(min_size=1, max_size=20).filter(lambda text: bool(quoted(text).strip('"'))),
    ore=ORE,
    vat=st.integers(0, 999),
)
def test_what_is_written_is_read_back(
    company: str, text: str, title: str, project: str, ore: int, vat: int
) -> None:
    lines = [Line("1510", ore + vat), Line("3001", -ore, project), Line("2611", -vat)]
    voucher = Voucher(DAY, text, [line for line in lines if line.ore])

    file = read_sie(write_sie([voucher], heading(company=company, projects={project: title})))

    assert file.labels["#FNAMN"] == [as_read(company)]
    assert file.projects == {as_read(project): as_read(title)}
    (found,) = file.vouchers
    assert (found.on, found.text) == (DAY, as_read(text))
    assert [(one.account, one.ore, one.project) for one in found.lines] == [
        (one.account, one.ore, as_read(one.project)) for one in voucher.lines
    ]
    assert file.debit_ore == ore + vat


def as_read(text: str) -> str:
    return " ".join(in_letters_of(PC8, text).replace("\\", "/").split())


@given(text=ANY_TEXT)
def test_every_text_is_one_field_in_letters_of_the_format(text: str) -> None:
    field = quoted(text)

    field.encode(PC8)
    assert not {"\r", "\n"} & set(field)
    assert fields_of(field) == [as_read(text)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Åsa Öberg, André Ñuñez, Zoë", "Åsa Öberg, André Ñuñez, Zoë"),
        ("12–14 maj — €5", "12-14 maj - EUR5"),
        ("”Mat” ‘idag’…", "\"Mat\" 'idag'..."),
        ("Łódź Đorđe", "Lódz Dorde"),
        ("a\u030angrar", "ångrar"),
        ("rad\r\nrad\ttabb\x00", "rad rad tabb"),
        ("C:\\mapp\\", "C:/mapp/"),
    ],
)
def test_letters_that_the_format_lacks_are_written_by_others(text: str, written: str) -> None:
    assert as_read(text) == written
    assert "?" not in quoted(text)


def test_file_in_latin_1_says_the_same() -> None:
    body = in_latin_1(write_sie([SALE], heading()))

    assert '"Försäljning"' in body.decode(LATIN_1)
    assert body.decode(LATIN_1) == write_sie([SALE], heading()).decode(PC8)


@pytest.mark.parametrize(
    ("day", "starts_in", "first", "last"),
    [
        (date(2026, 2, 28), 1, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 2, 28), 7, date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), 7, date(2026, 7, 1), date(2027, 6, 30)),
        (date(2024, 2, 29), 3, date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_financial_year(day: date, starts_in: int, first: date, last: date) -> None:
    assert year_of(day, starts_in) == (first, last)


def test_vouchers_of_two_years_name_both() -> None:
    former = Voucher(date(2025, 12, 30), "x", [Line("1510", 1), Line("3001", -1)])

    file = read_sie(write_sie([former, SALE], heading()))

    assert file.years == {
        0: (date(2026, 1, 1), date(2026, 12, 31)),
        -1: (date(2025, 1, 1), date(2025, 12, 31)),
    }


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("#TRANS 1510 {} 1250.00", "#TRANS 1510 {} 1250.01"),
        ("#TRANS 1510 {} 1250.00", "#TRANS 1999 {} 1250.00"),
        ("#TRANS 1510 {} 1250.00", "#TRANS 1510 {} 1250,00"),
        ("#TRANS 1510 {} 1250.00", '#TRANS 1510 {1 "X"} 1250.00'),
        ('{6 "KONF"}', '{6 "ANNAT"}'),
        ("20261103", "20271103"),
        ("20261103", "20261332"),
        ("#SIETYP 4", "#SIETYP 1"),
        ("#FLAGGA 0", "#OKÄND 0"),
        ("}\r\n", ""),
        ("{\r\n", ""),
        ('"Kundfordringar"', '"Kundfordringar'),
    ],
)
def test_reader_refuses_what_is_not_sound(sound: str, broken: str) -> None:
    text = write_sie([SALE], heading()).decode(PC8)
    assert sound in text

    with pytest.raises(SieRefused):
        read_sie(text.replace(sound, broken, 1).encode(PC8))


def test_sums_by_account() -> None:
    file: SieFile = read_sie(write_sie([SALE], heading()))

    assert file.by_account() == [
        ("1510", "Kundfordringar", 125_000, 0),
        ("2611", "Utgående moms", 0, 25_000),
        ("3001", "Försäljning", 0, 100_000),
    ]
