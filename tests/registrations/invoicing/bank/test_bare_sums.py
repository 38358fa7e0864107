"""A sum without details is met by the details only where the file does not tell of them itself."""

from dataclasses import replace

import pytest

from registrations.models import BankMovement, Decision, Document, Payment
from tests.factories.bank import DAY, paying, read, read_body
from tests.factories.camt import File, camt
from tests.invariants import assert_always_true
from tests.registrations.invoicing.bank.conftest import another

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

BARE = (
    f'<Ntry><Amt Ccy="SEK">2500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    f"<BookgDt><Dt>{DAY}</Dt></BookgDt><AcctSvcrRef>S1</AcctSvcrRef></Ntry>"
).encode()


@pytest.mark.parametrize("numbers", [("N1", "N2"), ("X1", "X2")])
@pytest.mark.parametrize("is_first", [True, False])
def test_sum_beside_its_like_is_asked_about(
    document: Document, numbers: tuple[str, str], is_first: bool
) -> None:
    told = [paying(document, number="N1"), paying(another(), number="N2")]
    read(*told)
    again = [replace(one, number=to) for one, to in zip(told, numbers, strict=True)]
    body = camt(File(again, message="camt.053", message_id="S1"))
    before = b"<Ntry>" if is_first else b"</Stmt>"

    file = read_body(body.replace(before, BARE + before, 1))

    movement = BankMovement.objects.get(file=file)
    assert movement.amount_ore == 250_000
    assert Decision.objects.filter(movement=movement).exists()
    assert Payment.objects.count() == 2
    assert_always_true()


def test_sum_alone_is_met_by_its_details(document: Document) -> None:
    read(paying(document, number="N1"), paying(another(), number="N2"))
    body = camt(File([], message="camt.053", message_id="S1"))

    file = read_body(body.replace(b"</Stmt>", BARE + b"</Stmt>"))

    assert not BankMovement.objects.filter(file=file).exists()
    assert Payment.objects.count() == 2
    assert_always_true()
