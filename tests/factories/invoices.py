"""The frozen content of invoices and credit notes, built without a database, in every variety."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from registrations.pricing import round_ore
from registrations.words import DocumentKind, InvoiceDelivery, PayerKind, VatKind

SELLER = {
    "name": "Kretslopp Syd",
    "org_number": "802001-2343",
    "vat_number": "SE802001234301",
    "street": "Stortorget 9",
    "postcode": "222 23",
    "town": "Lund",
    "email": "ekonomi@example.org",
    "phone": "046-12 34 56",
    "country": "SE",
    "is_f_tax_approved": True,
    "bankgiro": "5050-1055",
    "plusgiro": "",
    "iban": "",
    "bic": "",
    "swish_number": "",
    "endpoint": "0007:8020012343",
}
BUYER = {
    "name": "Eslövs kommun",
    "org_number": "212000-1173",
    "reference": "G12345",
    "street": "Box 1",
    "postcode": "241 80",
    "town": "Eslöv",
    "vat_number": "",
    "country": "SE",
    "order_number": "",
    "invoiced_object": "",
    "contract": "",
    "delivery": InvoiceDelivery.PEPPOL.value,
    "email": "",
    "endpoint": "0007:2120001173",
    "kind": PayerKind.ORGANISATION.value,
}
NOTES = {
    "outside": "Utanför moms: ingen moms är debiterad.",
    "exempt": "Undantag från skatteplikt enligt 10 kap. mervärdesskattelagen (2023:200).",
    "margin": "Vinstmarginalbeskattning för resebyråer. Ingen moms redovisas.",
    "reverse": "Omvänd betalningsskyldighet: köparen redovisar momsen.",
}
CODES = {"outside": "VATEX-EU-O", "margin": "VATEX-EU-D", "reverse": "VATEX-EU-AE"}


def make_line(
    unit_net_ore: int = 195_000,
    *,
    number: int = 1,
    vat_rate: str = "25",
    vat_kind: str = VatKind.TAXED.value,
    **fields: Any,
) -> dict[str, Any]:
    """Return a line of an invoice's content; a discount has a negative unit."""
    net_ore = unit_net_ore * number
    vat_ore = round_ore(Decimal(unit_net_ore) * Decimal(vat_rate) / 100) * number
    return {
        "text": "Deltagare",
        "kind": "fee",
        "number": number,
        "vat_rate": vat_rate,
        "vat_kind": vat_kind,
        "unit_net_ore": unit_net_ore,
        "net_ore": net_ore,
        "vat_ore": vat_ore,
        "gross_ore": net_ore + vat_ore,
        "reference": "ABC123",
        "offering": 1,
        "title": "Cirkulär konferens",
        "supplied": "24 maj 2027",
        "supplied_on": "2027-05-24",
        "project": "1",
    } | fields


def make_content(
    *lines: dict[str, Any],
    seller: dict[str, Any] | None = None,
    buyer: dict[str, Any] | None = None,
    prepaid_ore: int = 0,
    rounding_ore: int = 0,
    **fields: Any,
) -> dict[str, Any]:
    """Return an invoice's content over lines (one by default), its VAT rounded by rate."""
    shown = list(lines) or [make_line()]
    vat = _vat(shown)
    net_ore = sum(line["net_ore"] for line in shown)
    vat_ore = sum(part["vat_ore"] for part in vat)
    gross_ore = net_ore + vat_ore + rounding_ore
    kinds = {part["kind"] for part in vat}
    return {
        "number": "F2027-0017",
        "kind": DocumentKind.INVOICE.value,
        "issued_on": "2027-04-01",
        "is_live": True,
        "seller": SELLER | (seller or {}),
        "buyer": BUYER | (buyer or {}),
        "reference": "ABC123",
        "title": "Cirkulär konferens",
        "supplied": "24 maj 2027",
        "lines": shown,
        "vat": vat,
        "notes": [text for kind, text in NOTES.items() if kind in kinds],
        "vat_codes": {kind: code for kind, code in CODES.items() if kind in kinds},
        "net_ore": net_ore,
        "vat_ore": vat_ore,
        "rounding_ore": rounding_ore,
        "gross_ore": gross_ore,
        "prepaid_ore": prepaid_ore,
        "payable_ore": gross_ore - prepaid_ore,
        "credits": None,
        "made_at": "2027-04-01T08:00:00+00:00",
        "due_on": "2027-05-01",
        "message": "",
        "ocr": "2027001706",
        "text": "",
        "paid_at": "",
        "source": "",
        "payment_reference": "",
    } | fields


def _vat(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    net: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        net[line["vat_rate"], line["vat_kind"]] += line["net_ore"]
    return [
        {
            "rate": rate,
            "kind": kind,
            "net_ore": ore,
            "vat_ore": round_ore(Decimal(ore) * Decimal(rate) / 100),
        }
        for (rate, kind), ore in net.items()
    ]


def credit_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of the credit note that takes back a whole invoice."""
    negative = {"unit_net_ore", "net_ore", "vat_ore", "gross_ore"}

    def turned(part: dict[str, Any]) -> dict[str, Any]:
        return {name: -value if name in negative else value for name, value in part.items()}

    sums = ("net_ore", "vat_ore", "rounding_ore", "gross_ore")
    return (
        content
        | {name: -content[name] for name in sums}
        | {
            "number": "KF2027-0003",
            "kind": DocumentKind.CREDIT_NOTE.value,
            "issued_on": "2027-04-20",
            "lines": [turned(line) for line in content["lines"]],
            "vat": [turned(part) for part in content["vat"]],
            "prepaid_ore": 0,
            "payable_ore": -content["gross_ore"],
            "credits": {
                "number": content["number"],
                "issued_on": content["issued_on"],
                "kind": DocumentKind.INVOICE.value,
            },
            "due_on": "",
            "ocr": "",
            "message": "",
        }
    )


def varieties() -> dict[str, dict[str, Any]]:
    """Return one content of every kind that can be an e-invoice, by name."""
    untaxed = {"vat_rate": "0"}
    trip = make_line(1_450_000, vat_kind="margin", text="Studieresa", **untaxed)
    exempt = make_line(30_000, vat_kind="exempt", text="Kurs", **untaxed)
    german = {
        "country": "DE",
        "org_number": "HRB 12345",
        "vat_number": "DE136695976",
        "endpoint": "9930:DE136695976",
        "reference": "04011000-12345-34",
    }
    rates = [make_line(10_000, number=3, vat_rate=rate) for rate in ("25", "12", "6")]
    invoices = {
        "plain": make_content(),
        "rates": make_content(*rates),
        "discount": make_content(make_line(), make_line(-19_500, text="Rabatt", kind="discount")),
        "zero_rate": make_content(make_line(**untaxed)),
        "outside": make_content(
            make_line(vat_kind="outside", **untaxed), seller={"vat_number": ""}
        ),
        "outside_of_liable": make_content(
            make_line(vat_kind="outside", **untaxed), buyer={"vat_number": "SE212000117301"}
        ),
        "exempt": make_content(exempt),
        "margin_and_taxed": make_content(make_line(), trip),
        "margin_and_exempt": make_content(exempt, trip),
        "reverse": make_content(make_line(vat_kind="reverse", **untaxed), buyer=german),
        "gln": make_content(buyer={"endpoint": "0088:7300010000001"}),
        "order": make_content(
            buyer={
                "reference": "",
                "order_number": "DLL1234567",
                "invoiced_object": "Objekt 7",
                "contract": "AVT-1",
            },
            message="Tack för att ni var med",
            text="Välkomna åter",
        ),
        "all_accounts": make_content(
            seller={
                "plusgiro": "123455",
                "iban": "SE35 5000 0000 0549 1000 0003",
                "bic": "ESSESESS",
            }
        ),
        "prepaid": make_content(prepaid_ore=100_000),
        "prepaid_whole": make_content(prepaid_ore=243_750),
        "rounded": make_content(make_line(10_033), rounding_ore=-41),
        "no_f_tax": make_content(seller={"is_f_tax_approved": False}),
        "days": make_content(make_line(), make_line(supplied_on="2027-06-01", title="Labb")),
        "no_day": make_content(make_line(supplied_on="", supplied="")),
        "one_ore": make_content(make_line(1)),
        "millions": make_content(make_line(999_999_999)),
        "long_name": make_content(
            make_line(text="Å" * 300, title="<b>&amp; \x07ö</b>"),
            buyer={"name": "Räksmörgås & Söner " * 16},
        ),
    }
    return (
        invoices
        | {f"credit_of_{name}": credit_of(one) for name, one in invoices.items()}
        | {
            "rounding_of_vat_only": make_content(
                vat=[{"rate": "25", "kind": "taxed", "net_ore": 0, "vat_ore": -1}],
                kind=DocumentKind.CREDIT_NOTE.value,
                credits={"number": "F2027-0017", "issued_on": "2027-04-01", "kind": "invoice"},
            )
            | _sums(vat_ore=-1),
            "rounding_only": make_content(
                vat=[],
                kind=DocumentKind.CREDIT_NOTE.value,
                credits={"number": "F2027-0017", "issued_on": "2027-04-01", "kind": "invoice"},
            )
            | _sums(rounding_ore=-41),
        }
    )


def _sums(*, vat_ore: int = 0, rounding_ore: int = 0) -> dict[str, Any]:
    return {
        "lines": [],
        "net_ore": 0,
        "vat_ore": vat_ore,
        "rounding_ore": rounding_ore,
        "gross_ore": vat_ore + rounding_ore,
        "payable_ore": vat_ore + rounding_ore,
    }
