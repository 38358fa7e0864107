"""What Stripe's own sandbox and the stand-in must both do; a key in STRIPE_SANDBOX_KEY adds it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.contracts.orders import (
    FEE,
    GONE,
    LINE,
    PRICE,
    Path,
    key,
    order,
    order_with,
    refused,
)
from tests.contracts.sides import Side

# Where only a person with an account can say what Stripe's server answers.
UNKNOWN = "unknown"


@pytest.fixture
def sessions(side: Side) -> stripe.checkout.SessionService:
    return side.client.v1.checkout.sessions


UNKNOWN_PARAMETERS = {
    "a misspelt field": (("sucess_url",), "https://example.org", "sucess_url"),
    "a title of a product": (
        (*PRICE, "product_data", "title"),
        "Avgift",
        "line_items[0][price_data][product_data][title]",
    ),
    "a field that has been removed": (("payment_method_types",), ["card"], "payment_method_types"),
}


@pytest.mark.parametrize(
    ("path", "value", "param"), UNKNOWN_PARAMETERS.values(), ids=UNKNOWN_PARAMETERS.keys()
)
def test_an_unknown_parameter_is_refused_with_its_full_path(
    side: Side, sessions: stripe.checkout.SessionService, path: Path, value: object, param: str
) -> None:
    error = refused(lambda: sessions.create(order_with(path, value)))

    assert error.param in {param, "payment_method_types[0]"}
    # Which code a session gives for the removed field is not told in Stripe's documentation.
    if side.stands_in or param != "payment_method_types":
        assert error.code == "parameter_unknown"


def test_an_unknown_parameter_of_a_customer_is_refused(side: Side) -> None:
    error = refused(lambda: side.client.v1.customers.create({"emial": "payer@example.org"}))

    assert (error.param, error.code) == ("emial", "parameter_unknown")


CLOSED_CHOICES = {
    "mode": (("mode",), "pay", "mode", "subscription"),
    "locale": (("locale",), "se", "locale", "sv"),
    "ui_mode": (("ui_mode",), "hosted", "ui_mode", "hosted_page"),
    "payment method": (
        ("excluded_payment_method_types",),
        ["swich"],
        "excluded_payment_method_types[0]",
        "swish",
    ),
}


@pytest.mark.parametrize(
    ("path", "value", "param", "allowed"), CLOSED_CHOICES.values(), ids=CLOSED_CHOICES.keys()
)
def test_a_value_outside_a_choice_is_refused_with_the_allowed_ones(
    sessions: stripe.checkout.SessionService, path: Path, value: object, param: str, allowed: str
) -> None:
    error = refused(lambda: sessions.create(order_with(path, value)))

    assert error.param == param
    assert allowed in error.user_message


WRONG_VALUES = {
    "a fraction of an öre": ((*PRICE, "unit_amount"), 1250.5, "parameter_invalid_integer"),
    "a day for a time stamp": (("expires_at",), "tomorrow", "parameter_invalid_integer"),
    "no currency": ((*PRICE, "currency"), GONE, "parameter_missing"),
    "no address to come back to": (("success_url",), GONE, "parameter_missing"),
    "no mode": (("mode",), GONE, "parameter_missing"),
    "no lines": (("line_items",), GONE, "parameter_missing"),
    "no quantity": ((*LINE, "quantity"), GONE, UNKNOWN),
    "a currency in capitals": ((*PRICE, "currency"), "SEK", UNKNOWN),
    "less than Stripe's least sum": ((*PRICE, "unit_amount"), 299, "amount_too_small"),
    "a negative amount": ((*PRICE, "unit_amount"), -1, "parameter_invalid_integer"),
    "a price beside its data": ((*LINE, "price"), "price_1", UNKNOWN),
    "a life of 15 minutes": (("expires_at",), int(time.time()) + 15 * 60, UNKNOWN),
    "a life of 25 hours": (("expires_at",), int(time.time()) + 25 * 3600, UNKNOWN),
    "a relative address": (("success_url",), "/r/abc/tack/", "url_invalid"),
    "metadata of 501 characters": (("metadata", "payment"), "x" * 501, UNKNOWN),
    "a key of metadata of 41 characters": (("metadata", "x" * 41), "1", UNKNOWN),
    "51 keys of metadata": (("metadata",), {f"k{n}": "1" for n in range(51)}, UNKNOWN),
    "a reference of 201 characters": (("client_reference_id",), "x" * 201, UNKNOWN),
    "a description of 1001 characters": (
        ("payment_intent_data", "description"),
        "x" * 1001,
        UNKNOWN,
    ),
    "a reference for Swish of 5001 characters": (
        ("payment_method_options",),
        {"swish": {"reference": "x" * 5001}},
        UNKNOWN,
    ),
    "an empty e-mail": (("customer_email",), "", "parameter_invalid_empty"),
    "half an e-mail": (("customer_email",), "payer@", "email_invalid"),
    "a word for a boolean": (("adaptive_pricing", "enabled"), "no", UNKNOWN),
    "text for an object": (("adaptive_pricing",), "off", UNKNOWN),
    "text for a list": (("line_items",), "one", UNKNOWN),
}


@pytest.mark.parametrize(("path", "value", "code"), WRONG_VALUES.values(), ids=WRONG_VALUES.keys())
def test_a_wrong_value_is_refused(
    sessions: stripe.checkout.SessionService, path: Path, value: object, code: str
) -> None:
    wrong = order_with(path, value)

    error = refused(lambda: sessions.create(wrong))

    assert error.http_status == 400
    if code != UNKNOWN:
        assert error.code == code


def test_another_key_is_no_authentication(side: Side) -> None:
    with pytest.raises(stripe.AuthenticationError):
        side.client.v1.checkout.sessions.create(order(), {"api_key": "rk_test_of_nobody"})


def test_a_version_that_never_was_is_refused(sessions: stripe.checkout.SessionService) -> None:
    refused(lambda: sessions.create(order(), {"stripe_version": "1999-01-01"}))


def test_a_new_session_is_open_and_bears_what_was_asked(
    sessions: stripe.checkout.SessionService,
) -> None:
    asked = order()

    session = sessions.create(asked)

    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "payment")
    assert (session.amount_total, session.currency) == (FEE, "sek")
    assert (session.expires_at, session.livemode) == (asked["expires_at"], False)
    assert session.metadata.to_dict() == asked["metadata"]
    assert (session.client_reference_id, session.locale) == ("KL-2027-0001", "sv")
    assert session.payment_intent is None
    assert session.id in session.url


def test_several_lines_add_up(sessions: stripe.checkout.SessionService) -> None:
    asked = order()
    asked["line_items"] = [{**asked["line_items"][0], "quantity": n} for n in (1, 2)]

    session = sessions.create(asked)

    assert session.amount_total == 3 * FEE
    lines = sessions.retrieve(session.id, {"expand": ["line_items"]}).line_items
    assert sorted(line.amount_total for line in lines.data) == [FEE, 2 * FEE]


def test_an_order_of_nothing_asks_for_no_payment(sessions: stripe.checkout.SessionService) -> None:
    session = sessions.create(order_with((*PRICE, "unit_amount"), 0))

    assert (session.amount_total, session.payment_status) == (0, "no_payment_required")


def test_a_session_is_retrieved_as_it_was_made(sessions: stripe.checkout.SessionService) -> None:
    session = sessions.create(order())

    assert sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_an_unknown_id_is_a_missing_resource(sessions: stripe.checkout.SessionService) -> None:
    for work in (sessions.retrieve, sessions.expire):
        assert refused(lambda work=work: work("cs_test_none")).code == "resource_missing"


def test_a_field_that_is_no_reference_is_not_expanded(
    sessions: stripe.checkout.SessionService,
) -> None:
    session = sessions.create(order())

    error = refused(lambda: sessions.retrieve(session.id, {"expand": ["amount_total"]}))

    assert "cannot be expanded" in error.user_message


def test_the_same_key_gives_the_same_session(sessions: stripe.checkout.SessionService) -> None:
    asked, options = order(), key()

    first, second = sessions.create(asked, options), sessions.create(asked, options)

    assert second.id == first.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_another_key_gives_another_session(sessions: stripe.checkout.SessionService) -> None:
    asked = order()

    assert sessions.create(asked, key()).id != sessions.create(asked, key()).id


def test_other_parameters_under_a_used_key_are_refused(
    sessions: stripe.checkout.SessionService,
) -> None:
    options = key()
    sessions.create(order(), options)

    with pytest.raises(stripe.IdempotencyError):
        sessions.create(order(locale="en"), options)


def test_a_request_that_was_never_begun_leaves_its_key_free(
    sessions: stripe.checkout.SessionService,
) -> None:
    options = key()
    refused(lambda: sessions.create(order(locale="se"), options))

    assert sessions.create(order(), options).status == "open"


def test_eight_threads_with_one_key_make_one_session(
    sessions: stripe.checkout.SessionService,
) -> None:
    asked, options = order(), key()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: sessions.create(asked, options).id, range(8)))

    assert len(made) == 8
    assert len(set(made)) == 1


def test_sessions_are_paged_both_ways(sessions: stripe.checkout.SessionService) -> None:
    ids = [sessions.create(order()).id for _ in range(5)]

    older = sessions.list({"limit": 2, "starting_after": ids[4]})
    newer = sessions.list({"limit": 2, "ending_before": ids[0]})

    assert [one.id for one in older.data] == [ids[3], ids[2]]
    assert [one.id for one in newer.data] == [ids[2], ids[1]]
    assert (older.has_more, newer.has_more) == (True, True)
    walked = [one.id for one in newer.auto_paging_iter()]
    assert walked[:4] == ids[1:]


def test_a_limit_beyond_a_hundred_is_refused(sessions: stripe.checkout.SessionService) -> None:
    assert refused(lambda: sessions.list({"limit": 101})).param == "limit"


def test_sessions_are_listed_by_their_time(sessions: stripe.checkout.SessionService) -> None:
    session = sessions.create(order())

    since = sessions.list({"created": {"gte": session.created}, "limit": 100})
    later = sessions.list({"created": {"gt": session.created + 3600}})

    assert session.id in [one.id for one in since.data]
    assert later.data == []


def test_an_open_session_expires_once(sessions: stripe.checkout.SessionService) -> None:
    session = sessions.create(order())

    expired = sessions.expire(session.id)

    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    error = refused(lambda: sessions.expire(session.id))
    assert error.http_status == 400


def test_a_payment_tells_its_fee(side: Side) -> None:
    intent = side.pay(FEE)

    paid = side.client.v1.payment_intents.retrieve(
        intent, {"expand": ["latest_charge.balance_transaction"]}
    )

    entry = paid.latest_charge.balance_transaction
    assert (entry.amount, entry.type, entry.currency) == (FEE, "charge", "sek")
    assert 0 < entry.fee < FEE
    assert entry.net == FEE - entry.fee
    assert entry.source == paid.latest_charge.id


def test_the_account_says_who_it_is(side: Side) -> None:
    assert side.client.v1.accounts.retrieve_current().id.startswith("acct_")
