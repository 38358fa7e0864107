"""What the demo's bank tells: a file of payments to our bankgiro, as banks send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from registrations.models import BankAccount

BANKGIRO = "50501055"


@dataclass(frozen=True)
class Incoming:
    """One payment: what it says of what it is for, in digits (OCR) or in words."""

    ore: int
    payer: str
    ocr: str = ""
    text: str = ""


def make_account() -> None:
    BankAccount.objects.create(name="Bankgiro", number=BANKGIRO)


def camt_054(payments: Sequence[Incoming], *, booked_on: date) -> bytes:
    """Return a camt.054 file of the payments of one day."""
    entries = "".join(
        _entry(one, f"{booked_on:%Y%m%d}{number:03}", booked_on)
        for number, one in enumerate(payments, start=1)
    )
    head = f"<MsgId>DEMO{booked_on:%Y%m%d}</MsgId><CreDtTm>{booked_on}T18:00:00</CreDtTm>"
    report = f"<Id>DEMO{booked_on:%Y%m%d}</Id><CreDtTm>{booked_on}T18:00:00</CreDtTm>"
    account = f"<Acct><Id><Othr><Id>{BANKGIRO}</Id></Othr></Id><Ccy>SEK</Ccy></Acct>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">'
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr>{head}</GrpHdr>"
        f"<Ntfctn>{report}{account}{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def _entry(one: Incoming, number: str, booked_on: date) -> str:
    amount = f'<Amt Ccy="SEK">{one.ore // 100}.{one.ore % 100:02}</Amt>'
    payer = f"<RltdPties><Dbtr><Pty><Nm>{escape(one.payer)}</Nm></Pty></Dbtr></RltdPties>"
    words = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    if one.ocr:
        words = f"<Strd><CdtrRefInf><Ref>{one.ocr}</Ref></CdtrRefInf></Strd>"
    return (
        f"<Ntry>{amount}<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{booked_on}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>{number}</AcctSvcrRef></Refs>{amount}"
        f"<CdtDbtInd>CRDT</CdtDbtInd>{payer}<RmtInf>{words}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )
