"""The same file of the bank read at once by several counts once, on each database."""

from functools import partial

import pytest

from registrations.models import BankAccount, BankFile, BankMovement, Payment
from tests.concurrency.crowd import run_threads
from tests.factories.bank import DAY, paying, read_body
from tests.factories.billing import invoice, sign_up_invoiced, standing_of
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("message", ["camt.054", "camt.053"])
def test_same_money_read_by_four_at_once_counts_once(message: str) -> None:
    make_seller()
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    document = invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))
    money = [paying(document), Movement(700, "B8", DAY, text="Julgåva1")]
    first, second = (camt(File(money, message=one)) for one in ("camt.054", message))

    outcomes = run_threads([partial(read_body, body) for body in (first, second)] * 2)

    assert [type(one) for one in outcomes] == [BankFile] * 4, outcomes
    assert sum(one.new_count for one in BankFile.objects.all()) == 2
    assert (Payment.objects.count(), BankMovement.objects.count()) == (2, 2)
    assert standing_of(document).open_ore == 0
    assert_always_true()
