"""Reads camt.054 and camt.053 of any version: the local names are the same in all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext_lazy as _
from lxml import etree

from registrations.invoicing.bank.entries import (
    CREDIT,
    DEBIT,
    LARGEST_ORE,
    LIMIT_BYTES,
    BankFileRefused,
    Contents,
    Entry,
    Reference,
    compact,
    ore_of_digits,
)
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.xml import local_name, parse
from registrations.words import BankFormat

Element = etree._Element
_KINDS = {
    "BkToCstmrDbtCdtNtfctn": (BankFormat.CAMT_054, "Ntfctn"),
    "BkToCstmrStmt": (BankFormat.CAMT_053, "Stmt"),
}
# What was paid of a reference, what was due of it, and what a credit note takes off.
_PART_SUMS = ("RmtdAmt", "DuePyblAmt", "CdtNoteAmt")
NOT_PROVIDED = {"NOTPROVIDED", "NOTPROVIDED.", "NONREF"}


class NotACamtFile(BankFileRefused):
    message = _("The file is neither camt.054 nor camt.053. Fetch one of these at the bank.")


class NeitherCamtNorCsv(BankFileRefused):
    message = _("This is neither camt (XML) nor CSV. Fetch the file of payments at the bank.")


def read_camt(body: bytes, *, today: date) -> Contents:
    """Return what a camt file tells; raises XmlRefused and BankFileRefused."""
    if _is_of_a_program(body):
        raise NeitherCamtNorCsv
    root = parse(body, limit_bytes=LIMIT_BYTES, roots={"Document"})
    message = next(iter(root), None)
    if message is None or local_name(message) not in _KINDS:
        raise NotACamtFile
    form, name = _KINDS[local_name(message)]
    entries: list[Entry] = []
    contents = Contents(form, entries, _text(message, "GrpHdr/MsgId")[:80])
    stated_count = 0
    stated: list[int | None] = []
    for report in _all(message, name):
        account = _account(report)
        created = _day(_text(report, "CreDtTm")) or today
        for ntry in _all(report, "Ntry"):
            status = _status(ntry)
            if status not in {"BOOK", ""}:
                contents.pending += 1
                continue
            read = partial(_Ntry, account=account, created=created, has_status=bool(status))
            entries += read(ntry).entries()
        stated_count += _count(_text(report, "TxsSummry/TtlCdtNtries/NbOfNtries"))
        total = _text(report, "TxsSummry/TtlCdtNtries/Sum")
        stated.append(ore_of_digits(total) if total else 0)
    sums = [ore for ore in stated if ore is not None]
    # A total that is no sum says nothing of what came in.
    if stated_count and len(sums) == len(stated):
        contents.stated = {"count": stated_count, "ore": sum(sums)}
    return contents


def _is_of_a_program(body: bytes) -> bool:
    """Tell whether a file is a PDF, a spreadsheet or the like: no text at all."""
    return body.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8"))


@dataclass
class _Ntry:
    """One entry of the bank's; its details are movements of their own."""

    element: Element
    account: str
    created: date
    has_status: bool

    def entries(self) -> list[Entry]:
        details = _all(self.element, "NtryDtls/TxDtls")
        if not self._is_itemised(details):
            return [self._whole()]
        if len(details) == 1:
            return [self._detail(details[0], self.ore or 0, self.currency, 1)]
        amounts = [_amount(detail) for detail in details]
        if not self._adds_up(details, amounts):
            return [self._whole(Aside.SUM)]
        return [
            self._detail(detail, ore, currency or self.currency, len(details))
            for detail, (ore, currency) in zip(details, amounts, strict=True)
            if ore is not None
        ]

    @property
    def count(self) -> int:
        """Return how many payments the bank says are in it; 0 where it does not say."""
        return sum(_count(_text(one, "NbOfTxs")) for one in _all(self.element, "NtryDtls/Btch"))

    @property
    def ore(self) -> int | None:
        return ore_of_digits(_text(self.element, "Amt"))

    @property
    def currency(self) -> str:
        return _currency(_first(self.element, "Amt"))

    @property
    def number(self) -> str:
        return _text(self.element, "AcctSvcrRef")

    def _is_itemised(self, details: list[Element]) -> bool:
        return bool(details) and not (len(details) == 1 and self.count > 1)

    def _adds_up(self, details: list[Element], amounts: list[tuple[int | None, str]]) -> bool:
        total = 0
        for detail, (ore, currency) in zip(details, amounts, strict=True):
            if ore is None or currency not in {"", self.currency}:
                return False
            total += ore if self._direction(detail) == self._direction() else -ore
        return total == self.ore

    def _direction(self, detail: Element | None = None) -> str:
        own = _text(detail, "CdtDbtInd") if detail is not None else ""
        return own or _text(self.element, "CdtDbtInd")

    def _whole(self, problem: str = "") -> Entry:
        text = " ".join(filter(None, (_text(self.element, "AddtlNtryInf"), self._code())))
        details = _all(self.element, "NtryDtls/TxDtls")
        return self._entry(
            amount=self.ore or 0,
            currency=self.currency,
            direction=self._direction(),
            number=self.number,
            text=text,
            payer_name=_party(details[0], "Dbtr") if len(details) == 1 else "",
            is_sum=self.count > 1,
            is_bare=True,
            problem=problem,
        )

    def _code(self) -> str:
        return _text(self.element, "BkTxCd/Prtry/Cd")

    def _detail(self, detail: Element, ore: int, currency: str, parts: int) -> Entry:
        direction = self._direction(detail)
        own = _text(detail, "Refs/AcctSvcrRef")
        ustrd = [_words(one) for one in _all(detail, "RmtInf/Ustrd")]
        end_to_end = _text(detail, "Refs/EndToEndId")
        extra = _text(detail, "AddtlTxInf") or _text(self.element, "AddtlNtryInf")
        return self._entry(
            amount=ore,
            currency=currency,
            direction=direction,
            number=own or (self.number if parts == 1 else ""),
            parts=parts,
            references=tuple(_references(detail)),
            text=" ".join(filter(None, (*ustrd, extra if not ustrd else ""))),
            payer_name=_party(detail, "Dbtr" if direction == CREDIT else "Cdtr"),
            end_to_end_id="" if end_to_end.upper() in NOT_PROVIDED else end_to_end,
            is_returned=_first(detail, "RtrInf") is not None,
            problem="" if _are_sums(detail) else Aside.AMOUNT,
        )

    def _entry(
        self,
        *,
        amount: int,
        currency: str,
        direction: str,
        number: str,
        text: str,
        payer_name: str,
        parts: int = 1,
        references: tuple[Reference, ...] = (),
        end_to_end_id: str = "",
        is_sum: bool = False,
        is_bare: bool = False,
        is_returned: bool = False,
        problem: str = "",
    ) -> Entry:
        booked = _date_of(self.element, "BookgDt") or _date_of(self.element, "ValDt")
        if not problem:
            problem = self._problem(amount, direction, booked)
        return Entry(
            account=self.account,
            amount_ore=min(amount, 2**62),
            currency=currency[:3],
            direction=direction if direction in {CREDIT, DEBIT} else "",
            booked_on=booked or self.created,
            number=number[:120],
            entry=self.number[:120],
            entry_ore=self.ore or 0,
            entry_parts=parts,
            references=references,
            text=text[:500],
            payer_name=payer_name[:160],
            end_to_end_id=end_to_end_id[:80],
            is_reversal=is_returned or _text(self.element, "RvslInd") in {"true", "1"},
            is_sum=is_sum,
            is_bare=is_bare,
            problem=problem,
        )

    def _problem(self, ore: int, direction: str, booked: date | None) -> str:
        if self.ore is None or not 0 < ore <= LARGEST_ORE:
            return Aside.AMOUNT
        if direction not in {CREDIT, DEBIT}:
            return Aside.SIGN
        if booked is None:
            return Aside.DAY
        return "" if self.has_status else Aside.STATUS


def _references(detail: Element) -> Iterator[Reference]:
    for strd in _all(detail, "RmtInf/Strd"):
        text = _text(strd, "CdtrRefInf/Ref") or _text(strd, "RfrdDocInf/Nb")
        paid, due, credited = (
            ore_of_digits(_text(strd, f"RfrdDocAmt/{name}")) for name in _PART_SUMS
        )
        ore = paid or due
        if text:
            is_credit = ore is None and credited is not None
            yield Reference(text[:140], -(credited or 0) if is_credit else ore)


def _are_sums(detail: Element) -> bool:
    """Tell whether the sums that the sender gives for each reference can be understood."""
    amounts = _all(detail, "RmtInf/Strd/RfrdDocAmt")
    texts = (_text(one, name) for one in amounts for name in _PART_SUMS)
    return all(ore_of_digits(text) is not None for text in texts if text)


def _party(detail: Element, role: str) -> str:
    for path in (f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm"):
        if name := _text(detail, path):
            return name
    other = f"RltdPties/Ultmt{role}"
    return _text(detail, f"{other}/Nm") or _text(detail, f"{other}/Pty/Nm")


def _account(report: Element) -> str:
    """Return our account's number: IBAN, or what the bank calls it, such as a bankgiro."""
    for path in ("IBAN", "Othr/Id", "BBAN", "PrtryAcct/Id"):
        if number := _text(report, f"Acct/Id/{path}"):
            return compact(number)
    return ""


def _status(ntry: Element) -> str:
    """Return the entry's status: a code of its own, or inside an element in later versions."""
    return _text(ntry, "Sts/Cd") or _text(ntry, "Sts/Prtry") or _text(ntry, "Sts")


def _amount(detail: Element) -> tuple[int | None, str]:
    """Return the sum of one detail in the account's currency."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = _first(detail, path)
        if found is not None:
            return ore_of_digits(_words(found)), _currency(found)
    return None, ""


def _currency(amount: Element | None) -> str:
    return str(amount.get("Ccy", "")).upper() if amount is not None else ""


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _date_of(element: Element, name: str) -> date | None:
    return _day(_text(element, f"{name}/Dt")) or _day(_text(element, f"{name}/DtTm"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if len(text) <= 10 else _moment_day(text)
    except ValueError:
        return None


def _moment_day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _all(element: Element, path: str) -> list[Element]:
    """Return the elements at a path of local names, in the order of the file."""
    found = [element]
    for name in path.split("/"):
        # Quicker than `local_name`: a file holds hundreds of thousands of elements.
        found = [child for one in found for child in one if child.tag.rpartition("}")[2] == name]
    return found


def _first(element: Element, path: str) -> Element | None:
    return next(iter(_all(element, path)), None)


def _text(element: Element, path: str) -> str:
    found = _first(element, path)
    return _words(found) if found is not None else ""


def _words(element: Element) -> str:
    return " ".join((element.text or "").split())
