"""Files in any order, repeated, in several formats: the same payments once, and nothing lost."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from registrations.models import BankAccount, BankMovement, CsvMapping, Document, Payment
from registrations.words import MovementKind
from tests.factories.bank import DAY, csv_mapping, csv_of, paying, read_body
from tests.factories.billing import standing_of
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.factories.payments import make_seller
from tests.invariants import assert_always_true
from tests.registrations.invoicing.bank.conftest import another

FORMATS = ("camt.054", "camt.053", "csv")
ORES = st.sampled_from([100, 50_000, 125_000, 130_000])


@st.composite
def what_came(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """Draw movements: which invoice (2: none), how many öre, which day, a serial number."""
    pays = st.tuples(st.integers(0, 2), ORES, st.integers(0, 1))
    return [(*one, serial) for serial, one in enumerate(draw(st.lists(pays, max_size=5)))]


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[str, set[int]]]:
    """Draw files in the order they are read: the format, and which movements each tells of."""
    some = st.sets(st.integers(0, 4))
    return draw(st.lists(st.tuples(st.sampled_from(FORMATS), some), max_size=4))


@pytest.mark.postgres
class AnyOrder(TestCase):
    @settings(max_examples=10, deadline=None)
    @given(came=what_came(), earlier=deliveries(), order=st.permutations(FORMATS))
    def test_any_files_in_any_order_count_each_movement_once(
        self,
        came: list[tuple[int, int, int, int]],
        earlier: list[tuple[str, set[int]]],
        order: list[str],
    ) -> None:
        """However the bank tells of it, in the end each krona is a payment once.

        Every movement has a sign of its own that all formats carry, as payments with OCR or a
        message have; what has none is for a person, and is tested apart.
        """
        make_seller()
        BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
        mapping = csv_mapping()
        documents = [another(), another()]
        movements = [self._movement(documents, *one) for one in came]

        for form, which in [*earlier, *((form, set(range(5))) for form in order)]:
            self._read(form, [one for at, one in enumerate(movements) if at in which], mapping)
        assert_always_true()

        paid = Counter(Payment.objects.values_list("amount_ore", flat=True))
        assert paid == Counter(one.ore for one in movements)
        assert not BankMovement.objects.exclude(kind=MovementKind.PAYMENT).exists()
        for index, document in enumerate(documents):
            sent = sum(ore for to, ore, _day, _serial in came if to == index)
            assert standing_of(document).open_ore == max(document.gross_ore - sent, 0)

    @settings(max_examples=6, deadline=None)
    @given(came=what_came(), earlier=deliveries(), order=st.permutations(FORMATS))
    def test_movements_that_nothing_tells_apart_are_never_paid_twice(
        self,
        came: list[tuple[int, int, int, int]],
        earlier: list[tuple[str, set[int]]],
        order: list[str],
    ) -> None:
        make_seller()
        BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
        mapping = csv_mapping()
        movements = [
            Movement(ore, f"B{serial}", DAY + timedelta(days=day)) for _to, ore, day, serial in came
        ]

        for form, which in [*earlier, *((form, set(range(5))) for form in order)]:
            self._read(form, [one for at, one in enumerate(movements) if at in which], mapping)
        assert_always_true()

        paid = Counter(Payment.objects.values_list("amount_ore", flat=True))
        assert paid <= Counter(one.ore for one in movements)

    def _movement(
        self, documents: list[Document], to: int, ore: int, day: int, serial: int
    ) -> Movement:
        booked_on = DAY + timedelta(days=day)
        text = f"Avier{serial}{serial}{serial}"
        if to == len(documents):
            return Movement(ore, f"B{serial}", booked_on, text=text, payer=f"Givare {serial}")
        return paying(
            documents[to], ore, number=f"B{serial}", booked_on=booked_on, payer=f"Kommun {serial}"
        )

    def _read(self, form: str, told: list[Movement], mapping: CsvMapping) -> None:
        body = csv_of(told) if form == "csv" else self._camt(form, told)
        read_body(body, mapping if form == "csv" else None)

    def _camt(self, form: str, told: list[Movement]) -> bytes:
        """Return a file whose numbers are those of its format, as banks number each anew."""
        numbered = [Movement(**{**vars(one), "number": f"{form[-1]}{one.number}"}) for one in told]
        return camt(File(numbered, message=form))
