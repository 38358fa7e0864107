"""The fixed vocabularies of registrations: statuses, kinds and happenings."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    """A participant's status; DESIGN's list of ways between them is `seats.WAYS`."""

    APPLIED = "applied", pgettext_lazy("participant status", "Applied")
    WAITING = "waiting", pgettext_lazy("participant status", "Waiting")
    HELD = "held", pgettext_lazy("participant status", "Held")
    OFFERED = "offered", pgettext_lazy("participant status", "Offered")
    CONFIRMED = "confirmed", pgettext_lazy("participant status", "Confirmed")
    LAPSED = "lapsed", pgettext_lazy("participant status", "Lapsed")
    DECLINED = "declined", pgettext_lazy("participant status", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("participant status", "Cancelled")


SEATED = (Status.HELD, Status.OFFERED, Status.CONFIRMED)
PROVISIONAL = (Status.HELD, Status.OFFERED)
LIVE = (Status.APPLIED, Status.WAITING, *SEATED)


class WaitlistMode(TextChoices):
    AUTOMATIC = "automatic", pgettext_lazy("waitlist", "Offer freed seats to the next in line")
    AT_ONCE = "at_once", pgettext_lazy("waitlist", "Give freed seats to the next in line at once")
    MANUAL = "manual", pgettext_lazy("waitlist", "An organiser decides")
    NONE = "none", pgettext_lazy("waitlist", "No waitlist")


class PayerKind(TextChoices):
    PERSON = "person", pgettext_lazy("payer", "Private person")
    ORGANISATION = "organisation", pgettext_lazy("payer", "Organisation")


class PaymentMethod(TextChoices):
    """How a payer pays; online payment is added by its own part."""

    NOTHING = "nothing", pgettext_lazy("payment", "Nothing due")
    INVOICE = "invoice", pgettext_lazy("payment", "Invoice to follow")


class ChargeKind(TextChoices):
    FEE = "fee", pgettext_lazy("charge", "Fee")
    EXTRA = "extra", pgettext_lazy("charge", "Extra")
    CANCELLATION = "cancellation", pgettext_lazy("charge", "Cancellation fee")
    REVERSAL = "reversal", pgettext_lazy("charge", "Reversal")


class ChoiceState(TextChoices):
    TAKEN = "taken", pgettext_lazy("extra", "Taken")
    WISHED = "wished", pgettext_lazy("extra", "Wished")


class QuestionKind(TextChoices):
    TEXT = "text", pgettext_lazy("question", "One line")
    LONG_TEXT = "long_text", pgettext_lazy("question", "Several lines")
    CHOICE = "choice", pgettext_lazy("question", "One of several")
    YES_NO = "yes_no", pgettext_lazy("question", "Yes or no")
    CONSENT = "consent", pgettext_lazy("question", "Consent")


class Readers(TextChoices):
    """Who may read the answers to a question."""

    ORGANISERS = "organisers", pgettext_lazy("readers", "Organisers")
    HEALTH = "health", pgettext_lazy("readers", "Only those who may see health answers")


class ActorKind(TextChoices):
    SYSTEM = "system", pgettext_lazy("actor", "The system")
    PARTICIPANT = "participant", pgettext_lazy("actor", "Participant")
    CONTACT = "contact", pgettext_lazy("actor", "Contact person")
    STAFF = "staff", pgettext_lazy("actor", "Organiser")


class Happening(TextChoices):
    """One word for what happened, used by the log and by the mail it causes."""

    REGISTERED = "registered", pgettext_lazy("happening", "Registered")
    APPLIED = "applied", pgettext_lazy("happening", "Applied")
    WAITLISTED = "waitlisted", pgettext_lazy("happening", "Joined the waitlist")
    HELD = "held", pgettext_lazy("happening", "Seat held")
    CONFIRMED = "confirmed", pgettext_lazy("happening", "Seat confirmed")
    OFFERED = "offered", pgettext_lazy("happening", "Seat offered")
    OFFER_EXTENDED = "offer_extended", pgettext_lazy("happening", "Offer extended")
    LAPSED = "lapsed", pgettext_lazy("happening", "Lapsed")
    DECLINED = "declined", pgettext_lazy("happening", "Application declined")
    CANCELLED = "cancelled", pgettext_lazy("happening", "Cancelled")
    NAMED = "named", pgettext_lazy("happening", "Named")
    SWAPPED = "swapped", pgettext_lazy("happening", "Seat given to a colleague")
    GIVEN_AWAY = "given_away", pgettext_lazy("happening", "Seat given away")
    DETAILS_CHANGED = "details_changed", pgettext_lazy("happening", "Details changed")
    ANSWERS_CHANGED = "answers_changed", pgettext_lazy("happening", "Answers changed")
    EXTRAS_CHANGED = "extras_changed", pgettext_lazy("happening", "Extras changed")
    PAYER_CHANGED = "payer_changed", pgettext_lazy("happening", "Payer changed")
    SIZE_CHANGED = "size_changed", pgettext_lazy("happening", "Number of seats changed")
    SIGNUP_OPENED = "signup_opened", pgettext_lazy("happening", "Sign-up opened")
    SIGNUP_CLOSED = "signup_closed", pgettext_lazy("happening", "Sign-up closed")
    BATCH_PLANNED = "batch_planned", pgettext_lazy("happening", "Batch planned")
    BATCH_STOPPED = "batch_stopped", pgettext_lazy("happening", "Batch stopped")
    REINSTATED = "reinstated", pgettext_lazy("happening", "Registered again")
    EXTRA_GRANTED = "extra_granted", pgettext_lazy("happening", "A wished extra became free")
    LINK_SENT = "link_sent", pgettext_lazy("happening", "Link sent again")
    OFFERING_CANCELLED = "offering_cancelled", pgettext_lazy("happening", "The event was cancelled")
    ERASED = "erased", pgettext_lazy("happening", "Personal data erased")
    PURGED = "purged", pgettext_lazy("happening", "Personal data purged")
    EXPORTED = "exported", pgettext_lazy("happening", "Personal data exported")
    HEALTH_READ = "health_read", pgettext_lazy("happening", "Health answers read")
    LIST_EXPORTED = "list_exported", pgettext_lazy("happening", "List exported")


class BatchAction(TextChoices):
    CONFIRM = "confirm", pgettext_lazy("batch", "Confirm")
    DECLINE = "decline", pgettext_lazy("batch", "Decline")
    CANCEL = "cancel", pgettext_lazy("batch", "Cancel")
    CANCEL_OFFERING = "cancel_offering", pgettext_lazy("batch", "Cancel the whole event")


class BatchState(TextChoices):
    WAITING = "waiting", pgettext_lazy("batch state", "Waiting")
    RUNNING = "running", pgettext_lazy("batch state", "Running")
    DONE = "done", pgettext_lazy("batch state", "Done")
    STOPPED = "stopped", pgettext_lazy("batch state", "Stopped")


class ItemState(TextChoices):
    WAITING = "waiting", pgettext_lazy("batch item", "Not yet done")
    DONE = "done", pgettext_lazy("batch item", "Done")
    REFUSED = "refused", pgettext_lazy("batch item", "Not done")


class DecisionKind(TextChoices):
    BOUNCE = "bounce", pgettext_lazy("decision", "A mail did not arrive")
    COMPLAINT = "complaint", pgettext_lazy("decision", "A mail was reported as spam")
    DUPLICATE = "duplicate", pgettext_lazy("decision", "The same person twice")
    MAIL_FAILED = "mail_failed", pgettext_lazy("decision", "A mail could not be sent")


class DeliveryKind(TextChoices):
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
    DEFERRED = "deferred", pgettext_lazy("delivery", "Delayed")
    BOUNCED = "bounced", pgettext_lazy("delivery", "Bounced")
    REJECTED = "rejected", pgettext_lazy("delivery", "Rejected")
    COMPLAINED = "complained", pgettext_lazy("delivery", "Reported as spam")
