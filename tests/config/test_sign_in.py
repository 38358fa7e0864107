import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.web]

PASSWORD = "a long password for tests"


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("elin", "elin@example.org", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, login: str = "elin") -> object:
    return client.post("/konto/login/", {"login": login, "password": password})


def confirm_password(client: Client) -> None:
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_admin_sends_to_sign_in_and_back(client: Client, staff: User) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain == [("/konto/login/?next=/admin/", 302)]

    response = sign_in(client)

    assert (response.status_code, response.url) == (302, "/admin/")


def test_sign_in_by_mail_address_works_too(client: Client, staff: User) -> None:
    response = sign_in(client, login="elin@example.org")

    assert response.url == "/admin/"


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/en/_util/login/"])
def test_wagtails_own_sign_in_cannot_be_used(client: Client, staff: User, address: str) -> None:
    response = client.post(address, {"username": "elin", "password": PASSWORD})

    assert response.url == "/konto/login/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address",
    ["/konto/signup/", "/konto/email/", "/konto/password/set/", "/admin/password_reset/confirm/"],
)
def test_what_staff_do_not_need_is_not_there(client: Client, staff: User, address: str) -> None:
    client.force_login(staff)

    assert client.get(address).status_code == 404


def test_too_many_wrong_passwords_lock_the_right_one_out(client: Client, staff: User) -> None:
    for _ in range(8):
        sign_in(client, "wrong")

    response = sign_in(client)

    assert response.status_code == 200
    assert "För många misslyckade inloggningsförsök" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_every_name_of_an_account_counts_for_the_same_lock(client: Client, staff: User) -> None:
    for name in ["elin", "ELIN", "elin@example.org", "Elin@Example.org"] * 2:
        sign_in(client, "a wrong password", login=name)

    response = sign_in(client)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("forwarded", ["", "6.6.6.6", "not an address"])
def test_fewer_addresses_than_trusted_proxies_are_no_fault(
    client: Client, staff: User, settings: Settings, forwarded: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    data = {"login": "elin", "password": PASSWORD}

    response = client.post("/konto/login/", data, HTTP_X_FORWARDED_FOR=forwarded)

    assert response.url == "/admin/"


def test_staff_without_second_factor_must_set_it_up_first(
    client: Client, staff: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)

    response = client.get("/admin/reports/site-history/")

    assert (response.status_code, response.url) == (302, "/konto/2fa/totp/activate/")


def test_second_factor_once_set_up_is_asked_for_at_sign_in(
    client: Client, staff: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    confirm_password(client)
    form = client.get("/konto/2fa/totp/activate/").context["form"]
    client.post("/konto/2fa/totp/activate/", {"code": code_now(form.secret)})
    assert client.get("/admin/").status_code == 200
    client.post("/konto/logout/")

    response = sign_in(client)

    assert response.url == "/konto/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_secret_of_the_app_is_encrypted_at_rest(client: Client, staff: User) -> None:
    sign_in(client)
    confirm_password(client)
    form = client.get("/konto/2fa/totp/activate/").context["form"]

    client.post("/konto/2fa/totp/activate/", {"code": code_now(form.secret)})

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert form.secret not in str(stored.data)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "/konto/2fa/",
        "/konto/2fa/totp/activate/",
        "/konto/password/change/",
        "/konto/logout/",
        "/konto/reauthenticate/",
        "/konto/password/reset/",
        "/konto/password/reset/done/",
        "/konto/inactive/",
    ],
)
def test_every_page_of_the_account_is_in_swedish_and_our_own(
    client: Client, staff: User, address: str
) -> None:
    if "reset" not in address:
        sign_in(client)
        confirm_password(client)

    response = client.get(address)

    assert response.status_code == 200
    assert '<html lang="sv"' in response.content.decode()
    assert "Menu:" not in response.content.decode()


def test_forgotten_password_is_changed_by_a_mailed_link(client: Client, staff: User) -> None:
    client.post("/konto/password/reset/", {"email": "elin@example.org"})
    (message,) = mail.outbox
    (link,) = [line for line in message.body.splitlines() if line.startswith("http")]
    page = client.get(link.removeprefix("http://testserver"), follow=True)

    client.post(
        page.redirect_chain[-1][0],
        {"password1": "another long one", "password2": "another long one"},
    )

    assert message.subject == "Nytt lösenord till Kretslopp"
    assert sign_in(client, "another long one").url == "/admin/"


def test_forgotten_password_of_a_stranger_tells_nothing(client: Client) -> None:
    response = client.post("/konto/password/reset/", {"email": "nobody@example.org"})

    assert response.url == "/konto/password/reset/done/"
