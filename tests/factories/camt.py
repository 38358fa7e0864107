"""Builds a bank's camt.054 and camt.053 files for tests, with the elements that banks send."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

OUR_BANKGIRO = "50501055"
_MESSAGES = {
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    "camt.053": ("BkToCstmrStmt", "Stmt"),
}
# Until then, the status was a plain code and a party had no element of its own.
_FIRST_WITH_INNER_ELEMENTS = "08"


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
    version: str = "08"
    # All movements as details of one entry, as a bank sums up a day.
    is_one_entry: bool = False


def camt(file: File) -> bytes:
    """Return the file's bytes: each movement an entry of its own, or all in one."""
    kind, report = _MESSAGES[file.message]
    version = f"{file.message}.001.{file.version}"
    groups = [file.movements] if file.is_one_entry else [[one] for one in file.movements]
    entries = "".join(_entry(group, file.version) for group in groups if group)
    created = f"{file.created_on}T06:00:00"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{kind}>'
        f"<GrpHdr><MsgId>{file.message_id}</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr>"
        f"<{report}><Id>{file.message_id}</Id><CreDtTm>{created}</CreDtTm>"
        f"<Acct><Id><Othr><Id>{file.account}</Id></Othr></Id><Ccy>SEK</Ccy></Acct>"
        f"{entries}</{report}></{kind}></Document>"
    ).encode()


def _entry(group: Sequence[Movement], version: str) -> str:
    first = group[0]
    is_new = version >= _FIRST_WITH_INNER_ELEMENTS
    status = "<Cd>BOOK</Cd>" if is_new else "BOOK"
    reversal = "<RvslInd>true</RvslInd>" if first.is_reversal else ""
    number = first.number if len(group) == 1 else f"E{first.number}"
    return (
        f"<Ntry>{_amount(sum(one.ore for one in group), first.currency)}"
        f"<CdtDbtInd>{first.direction}</CdtDbtInd>{reversal}"
        f"<Sts>{status}</Sts><BookgDt><Dt>{first.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(number)}</AcctSvcrRef><NtryDtls>"
        f"{''.join(_details(one, is_new) for one in group)}</NtryDtls></Ntry>"
    )


def _amount(ore: int, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{ore // 100}.{ore % 100:02d}</Amt>'


def _details(one: Movement, is_new: bool) -> str:
    references = "".join(_reference(text, ore) for text, ore in one.references)
    text = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    name = f"<Nm>{escape(one.payer)}</Nm>"
    party = f"<Pty>{name}</Pty>" if is_new else name
    payer = f"<RltdPties><Dbtr>{party}</Dbtr></RltdPties>" if one.payer else ""
    end_to_end = f"<EndToEndId>{escape(one.end_to_end_id)}</EndToEndId>"
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{escape(one.number)}</AcctSvcrRef>"
        f"{end_to_end if one.end_to_end_id else ''}</Refs>"
        f"{_amount(one.ore, one.currency)}<CdtDbtInd>{one.direction}</CdtDbtInd>{payer}"
        f"<RmtInf>{text}{references}</RmtInf></TxDtls>"
    )


def _reference(text: str, ore: int | None) -> str:
    amount = ""
    if ore is not None:
        sum_ = f'<RmtdAmt Ccy="SEK">{ore // 100}.{ore % 100:02d}</RmtdAmt>'
        amount = f"<RfrdDocAmt>{sum_}</RfrdDocAmt>"
    return f"<Strd>{amount}<CdtrRefInf><Ref>{escape(text)}</Ref></CdtrRefInf></Strd>"
