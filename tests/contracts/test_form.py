"""The decoder of nested forms, with what the package encodes and with what nobody should send."""

from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode
from stripe.params.checkout import SessionCreateParams

from tests.contracts.contract import check_request
from tests.contracts.form import decode
from tests.contracts.orders import order
from tests.contracts.refusals import Refusal


def test_what_the_package_encodes_is_read_back_as_it_was() -> None:
    asked = order(metadata={"0": "a", "1": "b"}, expand=["line_items"])

    form = urlencode(list(_api_encode(asked)))

    assert check_request(SessionCreateParams, decode(form)) == asked


@pytest.mark.parametrize(
    "form",
    [
        "a[b=1",
        "[a]=1",
        "a]=1",
        "a=1&a=2",
        "a[b]=1&a[b][c]=2",
        "a=%ff",
        "a",
    ],
)
def test_a_form_that_says_two_things_or_none_is_refused(form: str) -> None:
    with pytest.raises(Refusal):
        decode(form)


@pytest.mark.parametrize("form", ["expand[1]=a", "expand[0]=a&expand[2]=b", "expand=a"])
def test_a_list_with_a_gap_is_no_array(form: str) -> None:
    with pytest.raises(Refusal, match="Invalid array"):
        check_request(SessionCreateParams, decode(form))
