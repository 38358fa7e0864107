"""Removes what is kept of payments when its time is over: documents, and attempts to pay."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone

from registrations import anonymity
from registrations.models import (
    BankMovement,
    BookExport,
    Checkout,
    Decision,
    Document,
    DocumentEvent,
    DocumentFile,
    LocalSession,
    Refund,
    Reminder,
    WebhookEvent,
)

# Seven years after the year of account; one more for a year of account that ends in the next one.
BOOKKEEPING_YEARS = 8
# Long enough to look into what a payer asks about, and for a dispute to be opened.
ATTEMPT_DAYS = 90
NOTHING = b""


def first_year_kept(now: datetime) -> int:
    """Return the first calendar year whose accounts bookkeeping law still asks for."""
    return timezone.localtime(now).year - BOOKKEEPING_YEARS


def purge_due(now: datetime) -> int:
    """Empty or delete what has outlived its purpose; return how many rows that were."""
    return (
        _purge_documents(now) + _purge_movements(now) + _purge_exports(now) + _purge_attempts(now)
    )


def _purge_documents(now: datetime) -> int:
    """Empty documents out of the years of bookkeeping; number, date and sums stay."""
    over = Document.objects.filter(year__lt=first_year_kept(now)).exclude(content={})
    pks = list(over.values_list("pk", flat=True))
    if not pks:
        return 0
    Reminder.objects.filter(document__in=pks).exclude(text="").update(text="")
    DocumentEvent.objects.filter(document__in=pks).exclude(detail="").update(detail="")
    DocumentFile.objects.filter(document__in=pks).update(
        body=NOTHING, sha256=sha256(NOTHING).hexdigest()
    )
    return Document.objects.filter(pk__in=pks).update(content={})


def _purge_movements(now: datetime) -> int:
    """Empty what the bank told of payers, out of the years of bookkeeping; sums and days stay."""
    over = BankMovement.objects.filter(booked_on__year__lt=first_year_kept(now))
    said = over.exclude(payer_name="", text="", reference="", end_to_end_id="", detail="", parts=[])
    emptied = _purge_words_about(over)
    return emptied + said.update(
        payer_name="", text="", reference="", end_to_end_id="", detail="", parts=[]
    )


def _purge_words_about(movements: QuerySet[BankMovement]) -> int:
    """Empty what was written of movements beside them: why money went back, what was decided."""
    payments = movements.filter(payment__isnull=False).values("payment")
    going = movements.filter(refund__isnull=False).values("refund")
    refunds = Refund.objects.filter(Q(payment__in=payments) | Q(pk__in=going)).exclude(reason="")
    asked = Decision.objects.filter(
        Q(movement__in=movements.values("pk")) | Q(payment__in=payments), settled_at__isnull=False
    )
    worded = asked.exclude(detail="", outcome="")
    return refunds.update(reason="") + worded.update(detail="", outcome="")


def _purge_exports(now: datetime) -> int:
    """Empty files that were handed to bookkeeping, out of its years; days and sums stay."""
    over = BookExport.objects.filter(until_on__year__lt=first_year_kept(now)).exclude(body=NOTHING)
    return over.update(body=NOTHING, sha256=sha256(NOTHING).hexdigest())


def _purge_attempts(now: datetime) -> int:
    """Empty old attempts to pay; delete notices, and sessions of the test bank, which name nobody.

    Attempts of people who were erased are emptied as soon as nothing can be paid by them.
    """
    before = now - timedelta(days=ATTEMPT_DAYS)
    is_erased = Q(payer__registration__erased_at__isnull=False)
    purged = anonymity.empty_checkouts(
        Checkout.objects.filter(Q(created_at__lte=before) | is_erased)
    )
    purged += WebhookEvent.objects.filter(received_at__lte=before).delete()[0]
    purged += LocalSession.objects.filter(created_at__lte=before).delete()[0]
    erased = Decision.objects.filter(registration__erased_at__isnull=False)
    return purged + anonymity.empty_decisions(erased)
