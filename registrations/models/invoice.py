"""What happens round an invoice: drafts, being sent, reminders, write-offs; and known buyers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.document import Document
from registrations.models.money import Charge
from registrations.models.registration import Payer
from registrations.words import InvoiceHappening


class Buyer(models.Model):
    """An organisation that a bookkeeper has confirmed; suggested to whoever types its name."""

    name = models.CharField(_("name"), max_length=160)
    org_number = models.CharField(_("organisation number"), max_length=20, unique=True)
    endpoint = models.CharField(_("Peppol address"), max_length=60, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True, editable=False)
    confirmed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.name


class InvoiceDraft(models.Model):
    """An invoice being prepared: whose charges it takes; what is due then stands on it."""

    message = models.CharField(_("message on the invoice"), max_length=500, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    # Set while it is to be issued: what a killed process leaves, the tick issues.
    asked_at = models.DateTimeField(null=True, db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Why it was not issued when last asked for.
    refusal = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("draft of an invoice")
        verbose_name_plural = _("drafts of invoices")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}"


class DraftPayer(models.Model):
    """A payer whose charges a draft takes; the first one's details stand on the invoice."""

    draft = models.ForeignKey(InvoiceDraft, on_delete=models.CASCADE, related_name="payers")
    payer = models.OneToOneField(Payer, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        verbose_name = _("payer of a draft")
        verbose_name_plural = _("payers of a draft")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.draft_id}:{self.payer_id}"


class DocumentEvent(models.Model):
    """Something done with an issued document: exported, sent, written off, reminders paused."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="events")
    happening = models.CharField(max_length=12, choices=InvoiceHappening)
    detail = models.CharField(max_length=250, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event of a document")
        verbose_name_plural = _("events of documents")
        ordering = ("pk",)
        indexes = [models.Index(name="document_event_by_kind", fields=["document", "happening"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.happening}"


class Reminder(models.Model):
    """A reminder of an invoice: which rung, what was then owed, and the fee charged for it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveSmallIntegerField(_("number"))
    days_after_due = models.PositiveSmallIntegerField()
    charge = models.OneToOneField(
        Charge, null=True, on_delete=models.PROTECT, related_name="reminder"
    )
    open_ore = models.PositiveIntegerField()
    due_on = models.DateField(_("due"))
    text = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="reminder_once", fields=["document", "number"]),
            models.UniqueConstraint(
                name="reminder_rung_once", fields=["document", "days_after_due"]
            ),
            models.CheckConstraint(name="reminder_of_something", condition=Q(open_ore__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"
