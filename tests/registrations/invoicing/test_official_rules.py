"""Official rules find nothing in what we write; those that cannot be run are a fault.

What is written is judged by our own rules everywhere, and by the official ones where
PEPPOL_RULES_DIR says where they are.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from registrations.actors import Actor
from registrations.cancellation import cancel
from registrations.invoicing import crediting, official_rules, vat
from registrations.invoicing.ubl import write_ubl
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import DiscountCode, Document, Offering
from registrations.signup_sheet import PayerDetails
from registrations.words import ActorKind, DocumentKind, PayerKind, Supply, VatKind
from tests.factories.billing import (
    ESLOV,
    invoice,
    many_with_vat,
    pay_by_bank,
    payer_of,
    reminded_with_fee,
    sign_up_invoiced,
)
from tests.factories.invoices import make_content, varieties
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering

STAFF = Actor(ActorKind.STAFF)
RULES_DIR = os.environ.get("PEPPOL_RULES_DIR", "")
BERLIN = PayerDetails(
    kind=PayerKind.ORGANISATION,
    name="Stadt Berlin",
    org_number="HRB 12345",
    vat_number="DE136695976",
    endpoint="9930:DE136695976",
    reference="04011000-12345-34",
    street="Rathausstraße 15",
    postcode="10178",
    town="Berlin",
    country="DE",
)


def test_a_folder_without_stylesheets_is_fatal(settings: Settings, tmp_path: Path) -> None:
    settings.PEPPOL_RULES_DIR = str(tmp_path)

    findings = official_rules.findings_of(write_ubl(make_content()))

    assert [(one.rule, one.is_fatal) for one in findings] == [("EN 16931", True), ("Peppol", True)]


@pytest.mark.skipif(not RULES_DIR, reason="PEPPOL_RULES_DIR names no official rules")
@pytest.mark.parametrize("content", varieties().values(), ids=varieties().keys())
def test_official_rules_find_nothing(settings: Settings, content: dict[str, Any]) -> None:
    settings.PEPPOL_RULES_DIR = RULES_DIR

    assert official_rules.findings_of(write_ubl(content)) == []


def group() -> None:
    """Five people with dinner, to whole kronor, of whom one has a discount's code."""
    make_seller(rounds_to_krona=True)
    offering = make_offering(fee=195_033)
    dinner = make_extra(offering, amount_ore=45_555)
    book = make_extra(offering, amount_ore=19_900, name="Bok", vat_rate=Decimal(6))
    DiscountCode.objects.create(offering=offering, code="HÖST", per_cent=15)
    first = sign_up_invoiced(offering, number=5, extras=(dinner, book))
    invoice(first, sign_up_invoiced(offering, discount_code="HÖST"))


def one_of_a_group_cancels() -> None:
    """One of five cancels, at a cost, and the rest is credited in two parts."""
    make_seller(rounds_to_krona=True)
    offering = make_offering(fee=99_999)
    registration = sign_up_invoiced(offering, number=5)
    registration.terms = registration.terms | {"steps": [[90, 50]]}
    registration.save()
    document = invoice(registration)
    cancel(participant_id=registration.participants.all()[0].pk, actor=STAFF, reason="Sjuk")
    invoice(registration)
    parts = {one.charge.pk: one.gross_ore // 3 for one in crediting.creditable(document)}
    crediting.credit(document_id=document.pk, parts=parts, reason="Rabatt", actor=STAFF)
    crediting.credit(document_id=document.pk, reason="Inställt", actor=STAFF)


def reissued_part_paid() -> None:
    """An invoice is paid in part, reminded of, credited, and issued again put right."""
    make_seller()
    document = invoice(sign_up_invoiced(make_offering(fee=33_333), number=3))
    pay_by_bank(document, 50_000)
    reminded_with_fee(document)
    crediting.credit_and_reissue(
        document_id=document.pk,
        details=replace(ESLOV, order_number="DLL1234567"),
        reason="Fel",
        actor=STAFF,
    )


def paid_beforehand() -> None:
    """What was paid of the first invoice and credited is paid of the second when it is issued."""
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000))
    document = invoice(registration)
    pay_by_bank(document)
    crediting.credit_and_reissue(
        document_id=document.pk, details=replace(ESLOV, reference="G2"), reason="Fel", actor=STAFF
    )


def many_at_prices_with_vat() -> None:
    """So many that the VAT rounded for each comes far from the VAT of the whole."""
    make_seller()
    invoice(many_with_vat(10_002, 300))


def priced(kind: VatKind, rate: int, **seller: Any) -> Callable[[], None]:
    """Issue an invoice of two at prices that stand so to VAT, and credit half of it."""

    def issue() -> None:
        make_seller(**seller)
        offering = make_offering(fee=145_050)
        offering.fees.update(vat_kind=kind, vat_rate=rate)
        credit_half(invoice(sign_up_invoiced(offering, number=2)))

    return issue


def reverse_charge() -> None:
    make_seller()
    offering: Offering = make_offering(fee=100_000, supply=Supply.TRAINING)
    registration = sign_up_invoiced(offering, payer=BERLIN)
    payer = payer_of(registration)
    vat.apply(payer_id=payer.pk, vat_kind=VatKind.REVERSE, reason="EU", actor=STAFF)
    credit_half(invoice(registration))


def trip_with_dinner() -> None:
    """A sale under the margin scheme beside one with VAT."""
    make_seller()
    offering = make_offering(fee=1_450_000, supply=Supply.TRIP)
    offering.fees.update(vat_kind=VatKind.MARGIN, vat_rate=0)
    dinner = make_extra(offering, amount_ore=45_000)
    credit_half(invoice(sign_up_invoiced(offering, extras=(dinner,))))


def credit_half(document: Document) -> None:
    parts = {one.charge.pk: one.gross_ore // 2 for one in crediting.creditable(document)}
    crediting.credit(document_id=document.pk, parts=parts, reason="Rabatt", actor=STAFF)


# What happens, and how many invoices and credit notes come of it.
ISSUED: dict[str, tuple[Callable[[], None], int, int]] = {
    "group": (group, 1, 0),
    "one of a group cancels": (one_of_a_group_cancels, 2, 3),
    "reissued, part paid": (reissued_part_paid, 2, 1),
    "paid beforehand": (paid_beforehand, 2, 1),
    "many at prices with VAT": (many_at_prices_with_vat, 1, 0),
    "25 %": (priced(VatKind.TAXED, 25), 1, 1),
    "12 %": (priced(VatKind.TAXED, 12), 1, 1),
    "6 %": (priced(VatKind.TAXED, 6), 1, 1),
    "exempt": (priced(VatKind.EXEMPT, 0), 1, 1),
    "outside VAT": (priced(VatKind.OUTSIDE, 0, vat_number=""), 1, 1),
    "margin scheme": (priced(VatKind.MARGIN, 0), 1, 1),
    "margin scheme with dinner": (trip_with_dinner, 1, 1),
    "reverse charge": (reverse_charge, 1, 1),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("happen", "bills", "notes"), ISSUED.values(), ids=ISSUED.keys())
def test_rules_find_nothing_in_what_is_issued(
    settings: Settings, happen: Callable[[], None], bills: int, notes: int
) -> None:
    happen()

    documents = list(Document.objects.order_by("pk"))
    kinds = [one.kind for one in documents]
    assert kinds.count(DocumentKind.INVOICE) == bills
    assert kinds.count(DocumentKind.CREDIT_NOTE) == notes
    settings.PEPPOL_RULES_DIR = RULES_DIR
    for document in documents:
        xml = write_ubl(document.content)
        assert broken_rules(xml) == [], document
        assert not RULES_DIR or official_rules.findings_of(xml) == [], document


def test_newest_of_several_versions_is_taken(tmp_path: Path) -> None:
    for version in ("2024.11", "2025.5", "2025.11"):
        folder = tmp_path / version / "xslt"
        folder.mkdir(parents=True)
        for name in ("PEPPOL-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL-SB.xslt"):
            (folder / name).touch()

    found = official_rules.stylesheet_of("Peppol", tmp_path)

    assert found.relative_to(tmp_path).parts == ("2025.11", "xslt", "PEPPOL-EN16931-UBL.xslt")
