"""Invoices in the demo, in every state, for those whom the conference is to invoice."""

from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from config.demo.bank import Incoming, camt_054, make_account
from config.demo.mail import settle_outbox
from config.demo.scene import Scene
from registrations.actors import Actor, staff
from registrations.invoicing import crediting, drafts, handing_over, issuing, reminders, write_off
from registrations.invoicing.bank.reading import read_file
from registrations.invoicing.ready import uninvoiced
from registrations.invoicing.standing import invoices
from registrations.models import Document, Payer, ReminderStep
from registrations.words import InvoiceDelivery, PayerKind

DAYS_TO_PAY = 15
# When each is issued, by what becomes of it; the reminded one fell due five days before it was.
ISSUED = {
    "reminded": 28,
    "written_off": 27,
    "paid": 26,
    "partly_paid": 25,
    "credited": 24,
    "credited_in_part": 20,
    "sent": 12,
    "issued": 2,
}


def load_invoices(scene: Scene) -> None:
    """Issue some invoices, let what happens to invoices happen, and leave two drafts."""
    _make_ladder()
    make_account()
    by = staff(scene.bookkeeper)
    issued = _issue(scene, by)
    _hand_over(issued, scene, by)
    settle_outbox()
    _let_the_bank_tell(issued, scene, by)
    reminders.remind(document_id=issued["reminded"].pk, actor=by, now=scene.dates.ago(7))
    _lower(issued, scene, by)
    drafts.make_drafts(
        [[payer.pk] for payer in _to_invoice(scene, 2)], actor=by, now=scene.dates.ago(0, hours=3)
    )
    settle_outbox()


def _make_ladder() -> None:
    """Say when reminders go: two, the second with a fee."""
    ReminderStep.objects.create(
        days_after_due=5,
        days_to_pay=10,
        text_sv="Hör av er om ni behöver en ny kopia eller om något är fel med fakturan.",
        text_en="Tell us if you need a new copy, or if something is wrong with the invoice.",
    )
    ReminderStep.objects.create(
        days_after_due=20,
        days_to_pay=8,
        fee_ore=6_000,
        text_sv="Fakturan är fortfarande inte helt betald. Hör av er om något är fel med den.",
        text_en="The invoice is still not paid in full. Tell us if something is wrong with it.",
    )


def _to_invoice(scene: Scene, number: int) -> list[Payer]:
    """Return organisations that signed up to the conference first and are not yet invoiced."""
    ready = (
        one.payer
        for one in uninvoiced()
        if one.payer.kind == PayerKind.ORGANISATION
        and one.payer.registration.offering.slug.startswith("cirkular-ekonomi-lund")
        and not hasattr(one.payer, "draft")
    )
    return list(islice(ready, number))


def _issue(scene: Scene, by: Actor) -> dict[str, Document]:
    payers = _to_invoice(scene, len(ISSUED))
    found = {}
    for (state, days), payer in zip(ISSUED.items(), payers, strict=True):
        now = scene.dates.ago(days)
        due_on = timezone.localdate(now) + timedelta(days=DAYS_TO_PAY)
        message = "Tack för er anmälan." if state == "sent" else ""
        found[state] = issuing.issue(
            payer_ids=[payer.pk], actor=by, due_on=due_on, message=message, now=now
        )
    return found


def _hand_over(issued: dict[str, Document], scene: Scene, by: Actor) -> None:
    """Give the e-invoices to the operator, all but the newest."""
    for state, document in issued.items():
        if state == "issued" or document.payer.delivery != InvoiceDelivery.PEPPOL:
            continue
        at = scene.dates.ago(ISSUED[state] - 0.1)
        handing_over.note_export([document], actor=by, now=at)
        handing_over.mark_sent([document.pk], how="Operatörens portal", actor=by, now=at)


def _let_the_bank_tell(issued: dict[str, Document], scene: Scene, by: Actor) -> None:
    """Read a file in which one invoice is paid, one in part, and one payment says nothing."""
    at = scene.dates.ago(14)
    paid, partly, sent = issued["paid"], issued["partly_paid"], issued["sent"]
    payments = [
        Incoming(_left(paid), _buyer(paid), ocr=paid.ocr or ""),
        Incoming(_left(partly) // 200 * 100, _buyer(partly), ocr=partly.ocr or ""),
    ]
    _read(payments, at=at, by=by)
    unclear = Incoming(_left(sent), _buyer(sent), text=f"FAKTURA {sent.full_number}")
    _read([unclear], at=scene.dates.ago(1), by=by)


def _read(payments: list[Incoming], *, at: datetime, by: Actor) -> None:
    day = timezone.localdate(at)
    body = camt_054(payments, booked_on=day)
    read_file(body=body, name=f"bankgirot-{day}.xml", actor=by, now=at)


def _lower(issued: dict[str, Document], scene: Scene, by: Actor) -> None:
    """Credit one invoice in whole and one in part, and write one off."""
    crediting.credit(
        document_id=issued["credited"].pk,
        reason="Fel mottagare",
        actor=by,
        now=scene.dates.ago(9),
    )
    part = crediting.creditable(issued["credited_in_part"])[0]
    crediting.credit(
        document_id=issued["credited_in_part"].pk,
        parts={part.charge.pk: part.charge.gross_ore},
        reason="En person var sjuk",
        actor=by,
        now=scene.dates.ago(8),
    )
    write_off.write_off(
        document_id=issued["written_off"].pk, reason="Konkurs", actor=by, now=scene.dates.ago(4)
    )


def _left(document: Document) -> int:
    return int(invoices().get(pk=document.pk).open_ore)


def _buyer(document: Document) -> str:
    return str(document.content["buyer"]["name"]).upper()
