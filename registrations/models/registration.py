"""One act of signing up: the registration, its payers, participants, choices and answers."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.codes import link_token, new_reference
from registrations.encryption import EncryptedTextField
from registrations.models.discount import DiscountCode
from registrations.models.offering import Offering
from registrations.models.prices import Extra, Fee
from registrations.models.question import Question
from registrations.words import (
    LIVE,
    PROVISIONAL,
    SEATED,
    ActorKind,
    ChoiceState,
    InvoiceDelivery,
    PayerKind,
    PaymentMethod,
    Status,
)


class Registration(models.Model):
    """One act of signing up by a contact, who may or may not take part."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="registrations")
    reference = models.CharField(max_length=11, unique=True, default=new_reference, editable=False)
    # Sent with the form: the same form posted twice makes one registration.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("contact e-mail"), db_index=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )
    source = models.CharField(max_length=12, choices=ActorKind, default=ActorKind.CONTACT)
    # What was agreed to: the terms' words, the cancellation ladder, as they stood.
    terms = models.JSONField(default=dict, editable=False)
    note = models.TextField(_("note, seen by organisers only"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("registrations:status", args=[self.token])

    @property
    def token(self) -> str:
        return link_token(kind="r", pk=self.pk, version=self.link_version)


class Payer(models.Model):
    """Who owes the charges of a registration, and how they pay."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="payers")
    kind = models.CharField(_("who pays"), max_length=12, choices=PayerKind)
    method = models.CharField(
        _("payment"), max_length=10, choices=PaymentMethod, default=PaymentMethod.INVOICE
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    org_number = models.CharField(_("organisation number"), max_length=20, blank=True)
    reference = models.CharField(_("invoice reference"), max_length=120, blank=True)
    email = models.EmailField(_("invoice e-mail"), blank=True)
    street = models.CharField(_("street or box"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country, two letters"), max_length=2, default="SE")
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    # Scheme and number, such as 0007:2120001256 or 0088:7300010000001.
    endpoint = models.CharField(_("Peppol address or GLN"), max_length=60, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    invoiced_object = models.CharField(_("invoiced object"), max_length=60, blank=True)
    contract = models.CharField(_("contract"), max_length=60, blank=True)
    delivery = models.CharField(
        _("how the invoice comes"),
        max_length=8,
        choices=InvoiceDelivery,
        default=InvoiceDelivery.EMAIL,
    )
    wants_one_invoice = models.BooleanField(
        _("one invoice for several registrations"), default=False
    )

    class Meta:
        verbose_name = _("payer")
        verbose_name_plural = _("payers")

    def __str__(self) -> str:
        return f"{self.registration_id}:{self.pk}"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: object) -> Self:
        return self.filter(offering__in=Offering.objects.visible_to(user))

    def seated(self) -> Self:
        return self.filter(status__in=SEATED)

    def waiting(self) -> Self:
        return self.filter(status=Status.WAITING).order_by("place")

    def live(self) -> Self:
        return self.filter(status__in=LIVE)


class Participant(models.Model):
    """One place in a registration, perhaps not yet named. Only `seats` changes the status."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="participants"
    )
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="participants")
    number = models.PositiveSmallIntegerField(_("number in the registration"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="participants")
    # A use of the code, counted like a seat while the participant is live.
    discount = models.ForeignKey(
        DiscountCode, null=True, on_delete=models.PROTECT, related_name="participants"
    )
    place = models.PositiveIntegerField(_("place in line"), null=True, editable=False)
    seat_until = models.DateTimeField(_("seat kept until"), null=True, editable=False)
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    counted = models.BooleanField(_("counts against the quotas"), default=True)
    # Set when the contact signs up for themselves; an address typed later proves nothing.
    is_contact = models.BooleanField(default=False, editable=False)
    uncounted_reason = models.CharField(_("why it does not count"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    sort_key = models.CharField(max_length=200, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    health_purged_at = models.DateTimeField(null=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("sort_key", "pk")
        indexes = [
            models.Index(name="participant_by_status", fields=["offering", "status", "place"]),
            models.Index(name="participant_by_name", fields=["offering", "sort_key"]),
            models.Index(
                name="participant_seat_until",
                fields=["seat_until"],
                condition=Q(seat_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="participant_deadline_iff_provisional",
                condition=Q(status__in=PROVISIONAL, seat_until__isnull=False)
                | (~Q(status__in=PROVISIONAL) & Q(seat_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="participant_waiting_has_place",
                condition=~Q(status=Status.WAITING) | Q(place__isnull=False),
            ),
            models.UniqueConstraint(
                name="participant_place_once",
                fields=["offering", "place"],
                condition=Q(place__isnull=False),
            ),
            models.UniqueConstraint(
                name="participant_number_once", fields=["registration", "number"]
            ),
            models.CheckConstraint(
                name="participant_uncounted_has_reason",
                condition=Q(counted=True) | ~Q(uncounted_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("registrations:status", args=[self.token])

    @property
    def token(self) -> str:
        return link_token(kind="p", pk=self.pk, version=self.link_version)

    @property
    def is_named(self) -> bool:
        return bool(self.name)

    @property
    def has_seat(self) -> bool:
        return self.status in SEATED


class Choice(models.Model):
    """An extra that a participant has taken, or wishes for while it is full."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="choices")
    extra = models.ForeignKey(Extra, on_delete=models.PROTECT, related_name="choices")
    state = models.CharField(max_length=6, choices=ChoiceState)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(name="choice_once", fields=["participant", "extra"]),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}:{self.extra_id}"


class Answer(models.Model):
    """A participant's answer; to a health question only `sealed` holds it, encrypted."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.TextField(blank=True)
    sealed = EncryptedTextField(null=True, editable=False)
    # For health answers: the words of consent that stood beside the field.
    consent = models.TextField(blank=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(name="answer_once", fields=["participant", "question"]),
            models.CheckConstraint(
                name="answer_plain_or_sealed", condition=Q(value="") | Q(sealed__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}:{self.question_id}"
