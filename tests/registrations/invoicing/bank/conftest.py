"""An organisation with a bankgiro, and invoices of it, for files of the bank to pay."""

import pytest

from registrations.models import BankAccount, Document
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.camt import OUR_BANKGIRO
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering


@pytest.fixture
def bankgiro(db: None) -> BankAccount:
    make_seller()
    return BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)


@pytest.fixture
def document(bankgiro: BankAccount) -> Document:
    """Return an invoice of 1 250 kronor, of which nothing is paid."""
    return another()


def another() -> Document:
    return invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))
