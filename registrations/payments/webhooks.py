"""A notice from the provider: verified, remembered, and answered by asking how it stands."""

import logging
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from registrations.models import Checkout, Payment, WebhookEvent
from registrations.payments.backends import Backend, Hint, backend_named
from registrations.payments.sync import sync

logger = logging.getLogger(__name__)


def receive(body: bytes, signature: str, *, backend_name: str, now: datetime | None = None) -> int:
    """Take in one notice and return the HTTP status of the answer.

    200: done, known already, or no concern of ours. 400: not signed by the provider. 500: it could
    not be worked off now, so the provider sends it again.
    """
    now = now or timezone.now()
    backend = backend_named(backend_name)
    try:
        hint = backend.verify(body, signature)
    except ValueError:
        return 400
    if hint is None:
        return 200
    return 200 if work_off(hint, backend, now=now) else 500


def work_off(hint: Hint, backend: Backend, *, now: datetime) -> bool:
    """Sync the Checkout that a notice is about, once; tell whether that is done."""
    if hint.is_live != backend.is_live:
        logger.warning("A notice %s came with the other livemode", hint.event_id)
        return True
    event, _is_new = WebhookEvent.objects.get_or_create(
        event_id=hint.event_id,
        defaults={
            "kind": hint.kind[:80],
            "object_id": hint.object_id[:120],
            "happened_at": hint.happened_at,
            "is_live": hint.is_live,
            "api_version": hint.api_version[:40],
            "received_at": now,
        },
    )
    if event.processed_at is not None:
        return True
    try:
        event.checkout = checkout_of(hint, backend)
        if event.checkout is not None:
            sync(event.checkout.pk, now=now)
    except Exception as problem:
        logger.exception("The notice %s could not be worked off", hint.event_id)
        WebhookEvent.objects.filter(pk=event.pk).update(error=str(problem)[:500])
        return False
    event.processed_at, event.error = now, ""
    event.save(update_fields=["checkout", "processed_at", "error"])
    return True


def checkout_of(hint: Hint, backend: Backend) -> Checkout | None:
    """Return the Checkout a notice is about, or None where it is another installation's."""
    known = Checkout.objects.filter(backend=backend.name)
    uuid = as_uuid(hint.checkout_uuid)
    if uuid is not None:
        return known.filter(uuid=uuid).first()
    if hint.session_id:
        found = known.filter(session_id=hint.session_id).first()
        if found is not None:
            return found
    if not hint.payment_id:
        return None
    payment = Payment.objects.filter(source=backend.name, external_id=hint.payment_id).first()
    if payment is not None:
        return payment.checkout
    found = known.filter(payment_id=hint.payment_id).first()
    uuid = None if found else as_uuid(backend.checkout_uuid_of(hint.payment_id))
    return known.filter(uuid=uuid).first() if uuid is not None else found


def as_uuid(text: str) -> UUID | None:
    """Return what another shop in the same account may have written in any form."""
    try:
        return UUID(text)
    except ValueError:
        return None
