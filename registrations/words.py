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
    """How a payer pays."""

    NOTHING = "nothing", pgettext_lazy("payment", "Nothing due")
    INVOICE = "invoice", pgettext_lazy("payment", "By invoice")
    ONLINE = "online", pgettext_lazy("payment", "Card or Swish")


class PaymentPolicy(TextChoices):
    """Which ways of paying an Offering accepts."""

    EITHER = "either", pgettext_lazy("payment policy", "The payer chooses")
    ONLINE = "online", pgettext_lazy("payment policy", "Only card and Swish")
    INVOICE = "invoice", pgettext_lazy("payment policy", "Only invoice")


class InvoiceDelivery(TextChoices):
    """How a buyer wants an invoice."""

    PEPPOL = "peppol", pgettext_lazy("invoice", "E-invoice by Peppol")
    EMAIL = "email", pgettext_lazy("invoice", "PDF by e-mail")


class Supply(TextChoices):
    """What an Offering sells, on which the country of VAT depends."""

    ADMISSION = "admission", pgettext_lazy("supply", "Admission to an event")
    TRAINING = "training", pgettext_lazy("supply", "Training")
    TRIP = "trip", pgettext_lazy("supply", "Trip")
    ONLINE = "online", pgettext_lazy("supply", "Online event")


class LateMoney(TextChoices):
    """What becomes of money that comes when its seat has gone to someone else."""

    REFUND = "refund", pgettext_lazy("late money", "Refund it at once")
    DECIDE = "decide", pgettext_lazy("late money", "Ask an organiser")


class ChargeKind(TextChoices):
    FEE = "fee", pgettext_lazy("charge", "Fee")
    EXTRA = "extra", pgettext_lazy("charge", "Extra")
    CANCELLATION = "cancellation", pgettext_lazy("charge", "Cancellation fee")
    REVERSAL = "reversal", pgettext_lazy("charge", "Reversal")
    DISCOUNT = "discount", pgettext_lazy("charge", "Discount")
    WRITE_OFF = "write_off", pgettext_lazy("charge", "Written off")
    REMINDER = "reminder", pgettext_lazy("charge", "Reminder fee")
    VAT_DIFFERENCE = "vat_diff", pgettext_lazy("charge", "Rounding of VAT")
    ROUNDING = "rounding", pgettext_lazy("charge", "Rounding to whole kronor")
    RECOVERED = "recovered", pgettext_lazy("charge", "Recovered after being written off")


# On no invoice: a fee of reminding, and what came for a debt that had been given up.
NEVER_INVOICED = (ChargeKind.REMINDER, ChargeKind.RECOVERED)
# Negative charges, each of which names the charge that it lowers.
LOWERING = (ChargeKind.REVERSAL, ChargeKind.DISCOUNT, ChargeKind.WRITE_OFF)
# What an invoice's sums differ by from its charges': a charge, or a lowering one where negative.
ROUNDING = (ChargeKind.VAT_DIFFERENCE, ChargeKind.ROUNDING)


class VatKind(TextChoices):
    """How a sale stands to VAT; all but TAXED have the rate 0."""

    TAXED = "taxed", pgettext_lazy("VAT", "With VAT")
    OUTSIDE = "outside", pgettext_lazy("VAT", "Outside VAT")
    EXEMPT = "exempt", pgettext_lazy("VAT", "Exempt from VAT")
    MARGIN = "margin", pgettext_lazy("VAT", "Margin scheme for travel")
    REVERSE = "reverse", pgettext_lazy("VAT", "Reverse charge")


class CheckoutState(TextChoices):
    """Where one attempt to pay online stands."""

    NEW = "new", pgettext_lazy("checkout", "Being opened")
    OPEN = "open", pgettext_lazy("checkout", "Not paid yet")
    PROCESSING = "processing", pgettext_lazy("checkout", "Waiting for the bank")
    PAID = "paid", pgettext_lazy("checkout", "Paid")
    EXPIRED = "expired", pgettext_lazy("checkout", "Not paid in time")
    FAILED = "failed", pgettext_lazy("checkout", "Not paid")


LIVE_CHECKOUT = (CheckoutState.NEW, CheckoutState.OPEN, CheckoutState.PROCESSING)


class RefundState(TextChoices):
    """Where a refund stands; NEW has not been asked of the provider yet."""

    NEW = "new", pgettext_lazy("refund", "To be sent")
    PENDING = "pending", pgettext_lazy("refund", "On its way")
    REQUIRES_ACTION = "requires_action", pgettext_lazy("refund", "Waiting for the payer")
    SUCCEEDED = "succeeded", pgettext_lazy("refund", "Refunded")
    FAILED = "failed", pgettext_lazy("refund", "Failed")
    CANCELED = "canceled", pgettext_lazy("refund", "Stopped")


DEAD_REFUND = (RefundState.FAILED, RefundState.CANCELED)


class DocumentKind(TextChoices):
    RECEIPT = "receipt", pgettext_lazy("document", "Receipt")
    INVOICE = "invoice", pgettext_lazy("document", "Invoice")
    CREDIT_NOTE = "credit_note", pgettext_lazy("document", "Credit note")


class InvoiceHappening(TextChoices):
    """What is done with an issued invoice or credit note."""

    EXPORTED = "exported", pgettext_lazy("invoice", "Downloaded for sending")
    SENT = "sent", pgettext_lazy("invoice", "Sent")
    WRITTEN_OFF = "written_off", pgettext_lazy("invoice", "Written off")
    PAUSED = "paused", pgettext_lazy("invoice", "Reminders paused")
    RESUMED = "resumed", pgettext_lazy("invoice", "Reminders taken up again")
    FEE_WAIVED = "fee_waived", pgettext_lazy("invoice", "Reminder fee waived")


class InvoiceState(TextChoices):
    """Where an invoice stands, read off its events and its money."""

    DRAFTED = "drafted", pgettext_lazy("invoice state", "Drafted")
    ISSUED = "issued", pgettext_lazy("invoice state", "Issued")
    SENT = "sent", pgettext_lazy("invoice state", "Sent")
    REMINDED = "reminded", pgettext_lazy("invoice state", "Reminded")
    PARTLY_PAID = "partly_paid", pgettext_lazy("invoice state", "Partly paid")
    PAID = "paid", pgettext_lazy("invoice state", "Paid")
    CREDITED = "credited", pgettext_lazy("invoice state", "Credited")
    WRITTEN_OFF = "written_off", pgettext_lazy("invoice state", "Written off")


class BankFormat(TextChoices):
    CAMT_054 = "camt.054", pgettext_lazy("bank file", "camt.054, credit advice")
    CAMT_053 = "camt.053", pgettext_lazy("bank file", "camt.053, account statement")
    CSV = "csv", pgettext_lazy("bank file", "CSV")


class MovementKind(TextChoices):
    """What a movement on the bank account is to us."""

    PAYMENT = "payment", pgettext_lazy("bank movement", "Payment")
    REVERSAL = "reversal", pgettext_lazy("bank movement", "Payment taken back")
    PAYOUT = "payout", pgettext_lazy("bank movement", "Payout from Stripe")
    OUTGOING = "outgoing", pgettext_lazy("bank movement", "Money out")
    ASIDE = "aside", pgettext_lazy("bank movement", "Put aside")


class AccountRole(TextChoices):
    """What an account of the ledger is for."""

    RECEIVABLE = "receivable", pgettext_lazy("account", "Invoices to be paid")
    CARD = "card", pgettext_lazy("account", "Money at Stripe")
    BANK = "bank", pgettext_lazy("account", "Bank")
    PREPAID = "prepaid", pgettext_lazy("account", "Paid before the event")
    UNPLACED = "unplaced", pgettext_lazy("account", "Payments not yet placed")
    VAT = "vat", pgettext_lazy("account", "VAT")
    SALES = "sales", pgettext_lazy("account", "Sales")
    ROUNDING = "rounding", pgettext_lazy("account", "Rounding")
    REMINDERS = "reminders", pgettext_lazy("account", "Reminder fees")
    FEES = "fees", pgettext_lazy("account", "Bank and card fees")
    BAD_DEBT = "bad_debt", pgettext_lazy("account", "Bad debts")


class DiscountKind(TextChoices):
    PER_CENT = "per_cent", pgettext_lazy("discount", "Per cent of the fee")
    FIXED = "fixed", pgettext_lazy("discount", "A sum in kronor")


class DiscountPer(TextChoices):
    """How many uses one registration may make of a code."""

    PERSON = "person", pgettext_lazy("discount", "Each person of a registration")
    REGISTRATION = "registration", pgettext_lazy("discount", "One person of a registration")


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
    PAID = "paid", pgettext_lazy("happening", "Payment received")
    SEAT_GONE = "seat_gone", pgettext_lazy("happening", "Paid when the seat had gone")
    RECEIPT = "receipt", pgettext_lazy("happening", "Receipt issued")
    CREDITED = "credited", pgettext_lazy("happening", "Credit issued")
    REFUND_ASKED = "refund_asked", pgettext_lazy("happening", "Refund decided")
    REFUNDED = "refunded", pgettext_lazy("happening", "Refunded")
    REFUND_FAILED = "refund_failed", pgettext_lazy("happening", "Refund failed")
    DISPUTED = "disputed", pgettext_lazy("happening", "Payment disputed")
    INVOICED = "invoiced", pgettext_lazy("happening", "Invoice issued")
    INVOICE_CREDITED = "invoice_credited", pgettext_lazy("happening", "Invoice credited")
    INVOICE_SENT = "invoice_sent", pgettext_lazy("happening", "Invoice sent")
    REMINDED = "reminded", pgettext_lazy("happening", "Reminder sent")
    WRITTEN_OFF = "written_off", pgettext_lazy("happening", "Invoice written off")
    PAYMENT_PLACED = "payment_placed", pgettext_lazy("happening", "Payment placed")
    PAYMENT_REVERSED = "payment_reversed", pgettext_lazy("happening", "Payment taken back")
    VAT_CHANGED = "vat_changed", pgettext_lazy("happening", "VAT changed")
    FEE_CHANGED = "fee_changed", pgettext_lazy("happening", "Fee changed")


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
    STRAY_MONEY = "stray_money", pgettext_lazy("decision", "Money without a seat")
    WRONG_MONEY = "wrong_money", pgettext_lazy("decision", "A payment does not match")
    BANK = "bank", pgettext_lazy("decision", "Something in a bank file")
    REFUND = "refund", pgettext_lazy("decision", "A refund failed")
    ELSEWHERE = "elsewhere", pgettext_lazy("decision", "Refunded at the payment provider")
    DISPUTE = "dispute", pgettext_lazy("decision", "A payment is disputed")
    FEE_CHECK = "fee_check", pgettext_lazy("decision", "A fee to check")
    NO_SEAT = "no_seat", pgettext_lazy("decision", "Checked in without a seat")


class DeliveryKind(TextChoices):
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
    DEFERRED = "deferred", pgettext_lazy("delivery", "Delayed")
    BOUNCED = "bounced", pgettext_lazy("delivery", "Bounced")
    REJECTED = "rejected", pgettext_lazy("delivery", "Rejected")
    COMPLAINED = "complained", pgettext_lazy("delivery", "Reported as spam")
