"""Walks everything that can happen to seats in any order and checks every rule after each step."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from registrations import (
    approval,
    batches,
    cancellation,
    extras,
    fee_change,
    lapsing,
    offerings,
    people,
    waitlist,
)
from registrations.actors import PARTICIPANT, Actor
from registrations.errors import DomainError
from registrations.mail import rendering
from registrations.models import (
    Batch,
    BatchItem,
    Charge,
    Decision,
    DiscountCode,
    LocalSession,
    Message,
    Offering,
    Participant,
    Payer,
    Refund,
)
from registrations.payments import expiry, imports, local, local_bank, refunds
from registrations.payments.checkouts import start_checkout
from registrations.seats import locked_offering
from registrations.signup import register
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import (
    LIVE,
    ActorKind,
    BatchAction,
    BatchState,
    Happening,
    ItemState,
    PayerKind,
    PaymentMethod,
    RefundState,
    Status,
    WaitlistMode,
)
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_fee, make_offering, make_quota
from tests.invariants import assert_always_true

ORGANISER = Actor(ActorKind.STAFF)
PICK = st.integers(min_value=0, max_value=1000)
MOST_PEOPLE = 16


def somebody_is(*statuses: Status) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a rule run only where it has someone to act on; idle steps prove nothing."""
    return precondition(lambda machine: any(machine.people[status] for status in statuses))


class Registrations(RuleBasedStateMachine):
    """One Offering with a shared room, a small workshop, a double fee and a full dinner."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.settings = override_settings(DEBUG=True, PAYMENTS_BACKEND="local")
        self.settings.enable()
        self.now = timezone.now()
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()
        make_seller()
        self.serial = 0
        self.people: Counter[str] = Counter()

    def teardown(self) -> None:
        self.clock.stop()
        self.settings.disable()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        size=st.integers(1, 3),
        waitlist_mode=st.sampled_from(
            [WaitlistMode.AUTOMATIC, WaitlistMode.AUTOMATIC, WaitlistMode.AT_ONCE]
        ),
        approval_asked=st.sampled_from([False, False, False, True]),
        crowd=st.lists(st.integers(0, 2), min_size=3, max_size=6),
    )
    def open_offering(
        self, size: int, waitlist_mode: str, approval_asked: bool, crowd: list[int]
    ) -> None:
        """Start with more people than there are seats: an empty room tests little."""
        self.offering = make_offering(size=size, fee=100_000, waitlist=waitlist_mode)
        Offering.objects.filter(pk=self.offering.pk).update(approval=approval_asked)
        room = self.offering.quotas.get()
        small = make_quota(self.offering, size=2, name="Verkstad")
        dinner = make_quota(self.offering, size=1, name="Middag")
        self.quota_ids = [room.pk, small.pk, dinner.pk]
        self.fees = [
            self.offering.fees.get(),
            make_fee(self.offering, quotas=[room, small], amount_ore=0),
            make_fee(self.offering, quotas=[room], units=2, amount_ore=50_000),
        ]
        self.extras = [
            make_extra(self.offering, quotas=[dinner], amount_ore=30_000),
            make_extra(self.offering, quotas=[small]),
        ]
        code = DiscountCode.objects.create(
            offering=self.offering, code="HALVA", per_cent=50, size=2
        )
        code.fees.add(self.fees[0])
        DiscountCode.objects.create(offering=self.offering, code="GRATIS", per_cent=100, size=3)
        for number, fee in enumerate(crowd):
            self.register([fee], {0}, IfFull.SPLIT, uncounted=False, online=number % 2 == 0)

    @precondition(lambda machine: machine.people.total() < MOST_PEOPLE)
    @rule(
        fees=st.lists(st.integers(0, 2), min_size=1, max_size=4),
        with_extras=st.sets(st.integers(0, 1)),
        if_full=st.sampled_from([IfFull.SPLIT, IfFull.SPLIT, IfFull.WAIT, IfFull.ASK]),
        uncounted=st.sampled_from([False, False, False, True]),
        online=st.booleans(),
        code=st.sampled_from(["", "", "HALVA", "GRATIS"]),
    )
    def sign_up(
        self,
        fees: list[int],
        with_extras: set[int],
        if_full: IfFull,
        uncounted: bool,
        online: bool,
        code: str,
    ) -> None:
        self.register(fees, with_extras, if_full, uncounted=uncounted, online=online, code=code)

    def register(
        self,
        fees: list[int],
        with_extras: set[int],
        if_full: IfFull,
        *,
        uncounted: bool,
        online: bool,
        code: str = "",
    ) -> None:
        self.serial += 1
        form = Signup(
            offering_id=self.offering.pk,
            form_key=uuid4(),
            contact_name="Anna",
            contact_email=f"contact-{self.serial}@example.org",
            payer=self.payer(pays_online=online and not uncounted),
            discount_code=code,
            if_full=if_full,
            people=tuple(
                Person(
                    fee_id=self.fees[fee].pk,
                    name=f"P{self.serial}",
                    email=f"p{self.serial}-{number}@example.org",
                    extra_ids=tuple(self.extras[extra].pk for extra in with_extras),
                )
                for number, fee in enumerate(fees)
            ),
        )
        actor = ORGANISER if uncounted else PARTICIPANT
        reason = "Föreläsare" if uncounted else ""
        self.attempt(register, form, actor=actor, uncounted_reason=reason, now=self.now)

    def payer(self, *, pays_online: bool) -> PayerDetails:
        return PayerDetails(kind=PayerKind.PERSON, pays_online=pays_online)

    @somebody_is(Status.OFFERED)
    @rule(pick=PICK)
    def accept(self, pick: int) -> None:
        self.on_one(waitlist.accept_offer, pick, Status.OFFERED, actor=PARTICIPANT)

    @somebody_is(Status.OFFERED)
    @rule(pick=PICK)
    def decline_offer(self, pick: int) -> None:
        self.on_one(waitlist.decline_offer, pick, Status.OFFERED, actor=PARTICIPANT)

    @somebody_is(Status.OFFERED, Status.HELD)
    @rule(pick=PICK)
    def extend(self, pick: int) -> None:
        self.on_one(waitlist.extend_offer, pick, Status.OFFERED, Status.HELD, actor=PARTICIPANT)

    @somebody_is(Status.OFFERED, Status.HELD, Status.CONFIRMED)
    @rule(pick=PICK)
    def go_to_pay(self, pick: int) -> None:
        payers = Payer.objects.filter(method=PaymentMethod.ONLINE).order_by("pk")
        if payers:
            payer = payers[pick % len(payers)]
            self.attempt(start_checkout, payer_id=payer.pk, now=self.now)

    @rule(
        pick=PICK,
        how=st.sampled_from(
            [local_bank.pay, local_bank.pay, local_bank.pay_slowly, local_bank.pay_late]
        ),
    )
    def pay(self, pick: int, how: Callable[..., Any]) -> None:
        sessions = LocalSession.objects.filter(state=local.OPEN).order_by("pk")
        if sessions:
            how(sessions[pick % len(sessions)].session_id, now=self.now)

    @rule(pick=PICK, share=st.sampled_from([1, 2, 3]))
    def refund_part(self, pick: int, share: int) -> None:
        paid = Charge.objects.filter(allocations__amount_ore__gt=0).order_by("pk").distinct()
        if paid:
            charge = paid[pick % len(paid)]
            self.attempt(
                refunds.refund_part,
                charge_id=charge.pk,
                gross_ore=charge.gross_ore // share,
                reason="Kom bort",
                actor=ORGANISER,
                now=self.now,
            )

    @rule(pick=PICK, by_bank=st.booleans())
    def stop_refund(self, pick: int, by_bank: bool) -> None:
        """The organiser stops it before it leaves, or the bank will not do it."""
        unsent = Refund.objects.filter(state=RefundState.NEW).order_by("pk")
        if unsent and by_bank:
            with locked_offering(self.offering.pk):
                imports.fail_refund(unsent[pick % len(unsent)], "no", now=self.now)
        elif unsent:
            refund = unsent[pick % len(unsent)]
            self.attempt(
                refunds.hold_back, refund_id=refund.pk, reason="x", actor=ORGANISER, now=self.now
            )

    @rule(pick=PICK, back=st.booleans())
    def decide_about_money(self, pick: int, back: bool) -> None:
        asked = Decision.objects.filter(payment__isnull=False, settled_at=None).order_by("pk")
        if asked:
            payment_id = asked[pick % len(asked)].payment_id
            if back:
                self.attempt(
                    refunds.refund_free_money,
                    payment_id=payment_id,
                    reason="Tillbaka",
                    actor=ORGANISER,
                    now=self.now,
                )
            else:
                self.attempt(
                    refunds.allocate_free_money,
                    payment_id=payment_id,
                    actor=ORGANISER,
                    now=self.now,
                )

    @somebody_is(Status.CONFIRMED, Status.WAITING, Status.HELD)
    @rule(pick=PICK, fee=st.integers(0, 2))
    def change_fee(self, pick: int, fee: int) -> None:
        self.on_one(
            fee_change.change_fee,
            pick,
            *LIVE,
            actor=ORGANISER,
            fee_id=self.fees[fee].pk,
            reason="Fel avgift",
        )

    @somebody_is(Status.LAPSED, Status.CANCELLED)
    @rule(pick=PICK, by_staff=st.booleans())
    def rejoin(self, pick: int, by_staff: bool) -> None:
        self.on_one(
            waitlist.rejoin,
            pick,
            Status.LAPSED,
            Status.CANCELLED,
            actor=ORGANISER if by_staff else PARTICIPANT,
        )

    @somebody_is(Status.APPLIED)
    @rule(pick=PICK)
    def approve(self, pick: int) -> None:
        self.on_one(approval.approve, pick, Status.APPLIED, actor=ORGANISER)

    @somebody_is(Status.WAITING)
    @rule(pick=PICK)
    def confirm_out_of_turn(self, pick: int) -> None:
        self.on_one(
            approval.confirm,
            pick,
            Status.WAITING,
            actor=ORGANISER,
            reason="Nämnden har bett om det",
        )

    @somebody_is(Status.APPLIED)
    @rule(pick=PICK)
    def decline_application(self, pick: int) -> None:
        self.on_one(approval.decline, pick, Status.APPLIED, actor=ORGANISER)

    @somebody_is(Status.CONFIRMED, Status.WAITING, Status.OFFERED)
    @rule(pick=PICK, charges_fee=st.sampled_from([None, True, False]))
    def cancel(self, pick: int, charges_fee: bool | None) -> None:
        self.on_one(cancellation.cancel, pick, *LIVE, actor=PARTICIPANT, charges_fee=charges_fee)

    @somebody_is(Status.CANCELLED)
    @rule(pick=PICK)
    def reinstate(self, pick: int) -> None:
        self.on_one(
            cancellation.reinstate,
            pick,
            Status.CANCELLED,
            actor=ORGANISER,
            reason="Avbokade fel person",
        )

    @somebody_is(Status.CONFIRMED)
    @rule(pick=PICK)
    def swap(self, pick: int) -> None:
        self.serial += 1
        self.on_one(
            people.swap,
            pick,
            Status.CONFIRMED,
            actor=PARTICIPANT,
            name=f"S{self.serial}",
            email=f"s{self.serial}@example.org",
            organisation="",
        )

    @somebody_is(Status.CONFIRMED, Status.WAITING)
    @rule(pick=PICK, chosen=st.sets(st.integers(0, 1)))
    def change_extras(self, pick: int, chosen: set[int]) -> None:
        extra_ids = {self.extras[extra].pk for extra in chosen}
        self.on_one(extras.change_extras, pick, *LIVE, actor=PARTICIPANT, extra_ids=extra_ids)

    @rule(quota=st.integers(0, 2), size=st.one_of(st.none(), st.integers(0, 6)))
    def resize(self, quota: int, size: int | None) -> None:
        self.attempt(
            offerings.resize_quota,
            quota_id=self.quota_ids[quota],
            size=size,
            actor=ORGANISER,
            now=self.now,
        )

    @rule(
        picks=st.lists(PICK, min_size=1, max_size=4),
        action=st.sampled_from([BatchAction.CONFIRM, BatchAction.CANCEL, BatchAction.DECLINE]),
    )
    def plan_batch(self, picks: list[int], action: BatchAction) -> None:
        everyone = self.participants()
        if everyone:
            chosen = {everyone[pick % len(everyone)].pk for pick in picks}
            batches.plan_batch(
                offering=self.offering,
                action=action,
                participant_ids=chosen,
                actor=ORGANISER,
                reason="Efter samtal",
                now=self.now,
            )

    @rule(pick=PICK)
    def stop_batch(self, pick: int) -> None:
        open_batches = Batch.objects.filter(state=BatchState.WAITING)
        if open_batches:
            batch = open_batches[pick % len(open_batches)]
            batches.stop_batch(batch_id=batch.pk, actor=ORGANISER, now=self.now)
            assert not batch.items.exclude(state=ItemState.WAITING).exists()

    @precondition(lambda machine: machine.people.total() >= MOST_PEOPLE - 4)
    @rule()
    def cancel_offering(self) -> None:
        self.attempt(
            batches.plan_cancel_offering,
            offering=Offering.objects.get(pk=self.offering.pk),
            actor=ORGANISER,
            reason_sv="Inställt",
            reason_en="Cancelled",
            now=self.now,
        )

    @rule()
    def send_mail(self) -> None:
        Message.objects.filter(sent_at__isnull=True).update(sent_at=self.now)

    @rule(minutes=st.sampled_from([1, 11, 60, 60 * 24, 60 * 49]))
    def tick(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.traveller.move_to(self.now)
        self.run_tick()
        self.run_tick()

    @invariant()
    def every_rule_holds(self) -> None:
        if hasattr(self, "offering"):
            assert_always_true(self.now)
            self.assert_sane_offers()
            self.people = Counter(participant.status for participant in self.participants())

    def run_tick(self) -> None:
        local_bank.send_due(self.now)
        expiry.expire_due(self.now)
        lapsing.lapse_due(self.now)
        waitlist.hand_on_due(self.now)
        batches.run_due_batches(self.now)
        expiry.ask_due(self.now)
        refunds.send_due(self.now)
        rendering.render_due(self.now)
        done = BatchItem.objects.filter(batch__state=BatchState.DONE)
        assert not done.filter(state=ItemState.WAITING).exists()

    def assert_sane_offers(self) -> None:
        """No offer has lapsed without its mail having left."""
        for participant in self.participants():
            if participant.status == Status.LAPSED:
                offers = Message.objects.filter(participant=participant, kind=Happening.OFFERED)
                latest = offers.order_by("-pk").first()
                assert latest is None or latest.sent_at is not None

    def participants(self) -> list[Participant]:
        return list(Participant.objects.filter(offering=self.offering).order_by("pk"))

    def on_one(self, act: Callable[..., Any], pick: int, *statuses: Status, **given: Any) -> None:
        chosen = [p for p in self.participants() if p.status in statuses]
        if chosen:
            participant = chosen[pick % len(chosen)]
            self.attempt(act, participant_id=participant.pk, now=self.now, **given)

    def attempt(self, act: Callable[..., Any], *args: Any, **given: Any) -> None:
        """Do it; a refusal must leave nothing behind, which the invariants then show."""
        try:
            with transaction.atomic():
                act(*args, **given)
        except DomainError:
            return


def walk(
    *, examples: int, steps: int, machine: type[RuleBasedStateMachine] = Registrations
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        ),
    )


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_order_of_everything_keeps_every_rule() -> None:
    walk(examples=12, steps=30)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.django_db
def test_every_order_of_everything_keeps_every_rule_for_long() -> None:
    walk(examples=500, steps=60)
