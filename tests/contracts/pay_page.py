"""The page to which a payer is sent: what is to be paid, and buttons to pay, fail or leave."""

from html import escape

from tests.contracts.bank import Bank, NotPayable
from tests.contracts.objects import Thing
from tests.contracts.refusals import Refusal

WORDS = {
    "sv": {
        "title": "Betala (provbank)",
        "pay": "Betala",
        "delayed": "Betala, pengarna kommer senare",
        "decline": "Låt banken neka",
        "back": "Tillbaka",
        "declined": "Banken nekade betalningen.",
        "over": "Sidan tar inte emot någon betalning längre.",
        "total": "Summa",
    },
    "en": {
        "title": "Pay (test bank)",
        "pay": "Pay",
        "delayed": "Pay, the money comes later",
        "decline": "Let the bank decline",
        "back": "Back",
        "declined": "The bank declined the payment.",
        "over": "This page takes no payment any more.",
        "total": "Total",
    },
}
Page = tuple[int, str, str]  # status, where to go on to, HTML


def kronor(amount: int) -> str:
    return f"{amount // 100},{amount % 100:02d} kr"


def show(bank: Bank, identity: str, note: str = "") -> Page:
    try:
        session = bank.session(identity)
    except Refusal:
        return 404, "", page("en", "<p>No such page.</p>")
    language = "sv" if session["locale"] == "sv" else "en"
    words = WORDS[language]
    if session["status"] != "open":
        return 410, "", page(language, f"<p>{words['over']}</p>{back(session, words)}")
    status = f'<p role="alert">{words[note]}</p>' if note else ""
    return 200, "", page(language, status + body(session, bank.lines[identity], words))


def body(session: Thing, lines: list[Thing], words: dict[str, str]) -> str:
    items = "".join(
        f"<li>{escape(str(line['description']))}: {line['quantity']} × "
        f"{kronor(line['price']['unit_amount'])}</li>"
        for line in lines
    )
    buttons = "".join(
        f'<button name="do" value="{name}">{words[name]}</button> '
        for name in ("pay", "delayed", "decline")
    )
    return (
        f"<ul>{items}</ul><p>{words['total']}: <strong>{kronor(session['amount_total'])}</strong>"
        f'</p><form method="post">{buttons}</form>{back(session, words)}'
    )


def back(session: Thing, words: dict[str, str]) -> str:
    if not session["cancel_url"]:
        return ""
    return f'<p><a href="{escape(session["cancel_url"])}">{words["back"]}</a></p>'


def page(language: str, inner: str) -> str:
    title = WORDS[language]["title"]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        '<link rel="icon" href="data:,"></head>'
        f"<body><main><h1>{title}</h1>{inner}</main></body></html>"
    )


def press(bank: Bank, identity: str, button: str) -> Page:
    """Do what a button says; a paid session leads on to its `success_url`."""
    try:
        if button == "decline":
            bank.decline(identity)
            return show(bank, identity, "declined")
        if button not in {"pay", "delayed"}:
            return show(bank, identity)
        session = bank.pay(identity, delayed=button == "delayed")
    except (NotPayable, Refusal):
        return show(bank, identity)
    return 303, session["success_url"].replace("{CHECKOUT_SESSION_ID}", identity), ""
