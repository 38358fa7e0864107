"""Drafts of invoices as rows: for whom, how much, and how they would be sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from registrations.invoicing.ready import Uninvoiced, uninvoiced
from registrations.models import DraftPayer, InvoiceDraft, Payer
from registrations.words import InvoiceDelivery


@dataclass
class DraftRow:
    """A draft with what its payers are to be invoiced as it stands now."""

    draft: InvoiceDraft
    payers: list[Payer] = field(default_factory=list)
    parts: list[Uninvoiced] = field(default_factory=list)

    @property
    def buyer(self) -> str:
        payer = self.payers[0]
        return payer.name or payer.registration.contact_name

    @property
    def events(self) -> list[str]:
        return list(dict.fromkeys(str(one.registration.offering) for one in self.payers))

    @property
    def references(self) -> list[str]:
        return [one.registration.reference for one in self.payers]

    @property
    def net_ore(self) -> int:
        return sum(part.net_ore for part in self.parts)

    @property
    def gross_ore(self) -> int:
        return sum(part.gross_ore for part in self.parts)

    @property
    def is_for_portal(self) -> bool:
        """Tell whether it will be handed to an operator rather than mailed."""
        return bool(self.payers[0].delivery == InvoiceDelivery.PEPPOL)

    @property
    def is_asked(self) -> bool:
        return self.draft.asked_at is not None


def draft_rows(drafts: Iterable[InvoiceDraft]) -> list[DraftRow]:
    """Return the rows of drafts, by a number of statements that never grows."""
    rows = {draft.pk: DraftRow(draft) for draft in drafts}
    takes = DraftPayer.objects.filter(draft__in=rows).order_by("pk")
    by_payer: dict[int, DraftRow] = {}
    for take in takes.select_related("payer__registration__offering"):
        by_payer[take.payer_id] = rows[take.draft_id]
        rows[take.draft_id].payers.append(take.payer)
    for part in uninvoiced(by_payer):
        by_payer[part.payer.pk].parts.append(part)
    return [row for row in rows.values() if row.payers]


@dataclass(frozen=True)
class Plan:
    """What issuing some drafts comes to, said before it is done."""

    rows: Sequence[DraftRow]

    @property
    def keys(self) -> str:
        """Return the drafts as one field of a form: there may be more than a form's most fields."""
        return ",".join(str(row.draft.pk) for row in self.rows)

    @property
    def gross_ore(self) -> int:
        return sum(row.gross_ore for row in self.rows)

    @property
    def portal(self) -> int:
        return sum(row.is_for_portal for row in self.rows)

    @property
    def mailed(self) -> int:
        return len(self.rows) - self.portal

    @property
    def by_buyer(self) -> list[tuple[str, int, int]]:
        """Return each buyer with how many invoices and what they come to."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows:
            found[row.buyer][0] += 1
            found[row.buyer][1] += row.gross_ore
        return [(name, number, ore) for name, (number, ore) in sorted(found.items())]
