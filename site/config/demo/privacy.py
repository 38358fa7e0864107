"""The privacy page; its table is read from what registrations say they keep."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils import translation

from config.demo.languages import Both
from registrations.kept_fields import kept_fields
from registrations.ports import KeptField

PRIVACY = (
    Both("Så behandlar vi personuppgifter", "How we handle personal data"),
    Both("personuppgifter", "personal-data"),
    Both(
        "Vi sparar det som behövs för att du ska kunna delta, och inte längre än det behövs.",
        "We keep what is needed for you to take part, and no longer than it is needed.",
    ),
    Both(
        "<h2>Vem ansvarar</h2><p>Kretslopp är personuppgiftsansvarig för anmälningar på den här"
        " webbplatsen. Skriv till info@hus.example om du undrar något.</p>"
        "<h2>Varför vi får spara uppgifterna</h2><ul><li>Anmälan: avtal om att du ska delta"
        " (artikel 6.1 b i dataskyddsförordningen).</li><li>Faktura: bokföringslagen (artikel"
        " 6.1 c).</li><li>Mat, allergier och behov: ditt samtycke (artikel 9.2 a). De är"
        " krypterade.</li><li>Bild: ditt samtycke. Du kan ångra dig när du vill.</li></ul>"
        "<h2>Vilka som behandlar uppgifter åt oss</h2><p>Den som driver servern och den som"
        " skickar våra mejl, enligt avtal och inom EU. Den som lagar maten får antal, inga"
        " namn. Vi säljer inget och delar inget med annonsörer.</p>"
        "<h2>Dina rättigheter</h2><p>I mejlet om din anmälan finns en länk till din egen sida. Där"
        " kan du läsa, rätta och ladda ner dina uppgifter, och radera dem när lagen inte kräver"
        " att vi behåller dem. Har du tappat länken kan du få en ny med e-post. Du kan också"
        " skriva till oss, och klaga hos Integritetsskyddsmyndigheten (imy.se).</p>"
        "<h2>Det vi sparar</h2>",
        "<h2>Who is responsible</h2><p>Kretslopp is the controller of what you register on this"
        " site. Write to info@hus.example if you wonder about anything.</p>"
        "<h2>Why we may keep it</h2><ul><li>Your registration: the agreement that you take part"
        " (Article 6.1 b of the GDPR).</li><li>Invoices: the bookkeeping law (Article 6.1 c)."
        "</li><li>Food, allergies and needs: your consent (Article 9.2 a). They are encrypted.</li>"
        "<li>Photographs: your consent. You can change your mind at any time.</li></ul>"
        "<h2>Who handles data for us</h2><p>Those who run the server and those who send our mail,"
        " by contract and within the EU. Whoever cooks gets numbers, no names. We sell nothing"
        " and share nothing with advertisers.</p>"
        "<h2>Your rights</h2><p>The mail about your registration has a link to a page of your"
        " own. There you can read, correct and download your data, and erase them where the law"
        " does not ask us to keep them. If you have lost the link you can get a new one by"
        " e-mail. You can also write to us, and complain to the Swedish Authority for Privacy"
        " Protection (imy.se).</p><h2>What we keep</h2>",
    ),
)

HEAD = {
    "sv": ["Uppgift", "Varför", "Vem läser", "Hur länge"],
    "en": ["What", "Why", "Who reads it", "How long"],
}
CAPTION = {"sv": "Personuppgifter i anmälningar", "en": "Personal data in registrations"}
# Kept beside another field, so that naming it would say the same thing twice.
UNSPOKEN = {"sort_key", "consent"}


def kept_table() -> dict[str, Any]:
    """Return the table block: one row for each purpose, in each language."""
    return {"type": "table", "value": Both(_table("sv"), _table("en"))}


def _table(language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "data": [HEAD[language], *_rows()],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_caption": CAPTION[language],
        }


def _rows() -> list[list[str]]:
    grouped = groupby(
        kept_fields(), lambda kept: (str(kept.purpose), str(kept.readers), str(kept.until))
    )
    return [[_names(fields), *reasons] for reasons, fields in grouped]


def _names(fields: Iterable[KeptField]) -> str:
    names = dict.fromkeys(_name(kept) for kept in fields if kept.field not in UNSPOKEN)
    words = ", ".join(name for name in names if name)
    return words[:1].upper() + words[1:]


def _name(kept: KeptField) -> str:
    model = apps.get_model("registrations", kept.model)
    own = OWN_NAMES.get((kept.model, kept.field))
    if own is not None:
        return str(own.of((translation.get_language() or "sv")[:2]))
    return str(model._meta.get_field(kept.field).verbose_name)


OWN_NAMES = {
    ("Registration", "contact_name"): Both("kontaktpersonens namn", "the contact's name"),
    ("Registration", "contact_email"): Both("e-post", "e-mail"),
    ("Registration", "contact_phone"): Both("telefon", "telephone"),
    ("Registration", "note"): Both("arrangörens anteckning", "the organiser's note"),
    ("Participant", "name"): Both("deltagarens namn", "the participant's name"),
    ("Participant", "uncounted_reason"): Both(
        "skäl till en plats utanför räkningen", "the reason for a seat outside the count"
    ),
    ("Answer", "value"): Both("svar på frågor", "answers to questions"),
    ("Answer", "sealed"): Both("svar om mat och behov", "answers about food and needs"),
    ("Message", "to"): Both("mejlets adress", "the mail's address"),
    ("Message", "last_error"): Both("varför ett mejl inte gick fram", "why a mail did not arrive"),
    ("Message", "subject"): Both("mejlens innehåll", "what the mails said"),
    ("Message", "text"): Both("mejlens innehåll", "what the mails said"),
    ("Message", "html"): Both("mejlens innehåll", "what the mails said"),
    ("DeliveryEvent", "detail"): Both("mejltjänstens svar", "the mail service's answer"),
    ("LogEntry", "reason"): Both("skäl till en ändring", "the reason for a change"),
    ("Decision", "outcome"): Both("hur ett ärende avgjordes", "how a matter was settled"),
    ("Payer", "name"): Both("betalarens namn", "the payer's name"),
}
