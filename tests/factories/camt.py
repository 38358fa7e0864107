"""Builds a bank's camt.054 and camt.053 files for tests, with the elements that banks send."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

OUR_BANKGIRO = "50501055"
_MESSAGES = {
    "camt.054": ("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    "camt.053": ("camt.053.001.08", "BkToCstmrStmt", "Stmt"),
}


@dataclass(frozen=True)
class Movement:
    """One payment as a bank's file tells of it; `references` may say how much each is for."""

    ore: int
    number: str
    booked_on: date
    references: Sequence[tuple[str, int | None]] = ()
    text: str = ""
    payer: str = ""
    end_to_end_id: str = ""
    direction: str = "CRDT"
    currency: str = "SEK"
    is_reversal: bool = False


@dataclass(frozen=True)
class File:
    """One message of a bank about one account."""

    movements: Sequence[Movement]
    account: str = OUR_BANKGIRO
    message: str = "camt.054"
    message_id: str = "M1"
    created_on: date = field(default_factory=date.today)


def camt(file: File) -> bytes:
    """Return the file's bytes: each movement an entry of its own."""
    version, kind, report = _MESSAGES[file.message]
    entries = "".join(_entry(movement) for movement in file.movements)
    created = f"{file.created_on}T06:00:00"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{kind}>'
        f"<GrpHdr><MsgId>{file.message_id}</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr>"
        f"<{report}><Id>{file.message_id}</Id><CreDtTm>{created}</CreDtTm>"
        f"<Acct><Id><Othr><Id>{file.account}</Id></Othr></Id><Ccy>SEK</Ccy></Acct>"
        f"{entries}</{report}></{kind}></Document>"
    ).encode()


def _entry(one: Movement) -> str:
    amount = f'<Amt Ccy="{one.currency}">{one.ore // 100}.{one.ore % 100:02d}</Amt>'
    reversal = "<RvslInd>true</RvslInd>" if one.is_reversal else ""
    references = "".join(_reference(text, ore) for text, ore in one.references)
    text = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    payer = f"<RltdPties><Dbtr><Pty><Nm>{escape(one.payer)}</Nm></Pty></Dbtr></RltdPties>"
    end_to_end = f"<EndToEndId>{escape(one.end_to_end_id)}</EndToEndId>"
    return (
        f"<Ntry>{amount}<CdtDbtInd>{one.direction}</CdtDbtInd>{reversal}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{one.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(one.number)}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><AcctSvcrRef>{escape(one.number)}</AcctSvcrRef>"
        f"{end_to_end if one.end_to_end_id else ''}</Refs>"
        f"{amount}<CdtDbtInd>{one.direction}</CdtDbtInd>{payer if one.payer else ''}"
        f"<RmtInf>{text}{references}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _reference(text: str, ore: int | None) -> str:
    amount = ""
    if ore is not None:
        sum_ = f'<RmtdAmt Ccy="SEK">{ore // 100}.{ore % 100:02d}</RmtdAmt>'
        amount = f"<RfrdDocAmt>{sum_}</RfrdDocAmt>"
    return f"<Strd>{amount}<CdtrRefInf><Ref>{escape(text)}</Ref></CdtrRefInf></Strd>"
