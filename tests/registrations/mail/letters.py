"""How a letter is stored to be compared, and whether its two twins say the same."""

import re
from html import unescape

from registrations.mail.sending import Letter
from registrations.models import Message, Registration
from registrations.words import Happening

BUTTONS = (
    "Visa anmälan",
    "View your registration",
    "Svara på erbjudandet",
    "Answer the offer",
    "Fortsätt till betalningen",
    "Go on to the payment",
    "Anmäl dig igen",
    "Sign up again",
)


def last(registration: Registration, kind: Happening, **which: str) -> Message:
    messages = Message.objects.filter(registration=registration, kind=kind, **which)
    return messages.select_related("offering", "registration", "participant", "cause").latest("pk")


def stored(letter: Letter) -> str:
    """Return subject, text and attached documents, with what differs from run to run in words."""
    whole = f"Subject: {letter.subject}\n\n{letter.text}"
    for name, _body in letter.documents:
        whole += f"\nAttached: {name}\n"
    whole = whole.replace(letter.message.registration.reference, "<reference>")
    return re.sub(r"/r/[\w-]+/", "/r/<token>/", whole)


def words_of(html: str) -> set[str]:
    """Return the words that the HTML twin shows."""
    body = html.partition("<body")[2].partition(">")[2]
    return set(re.sub(r"[:\s]+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).split())


def words_of_text(letter: Letter) -> set[str]:
    """Return the words of the text, and of the button that the HTML twin has beside it."""
    text = re.sub(r"^- ", "", letter.text, flags=re.MULTILINE)
    shown = words_of(letter.html)
    extra = {word for button in BUTTONS for word in button.split() if word in shown}
    return set(re.sub(r"[:\s]+", " ", text).split()) | extra
