import io
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from config.wsgi import measure_chunked_body

pytestmark = [pytest.mark.django_db, pytest.mark.web]

TEN_MEGABYTES = b"a=" + b"x" * (10 * 1024 * 1024)


@pytest.mark.parametrize("address", ["/", "/sok/", "/konto/login/", "/en/"])
def test_body_of_ten_megabytes_is_answered_with_a_sentence(client: Client, address: str) -> None:
    response = client.post(address, TEN_MEGABYTES, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "2 MB" in response.content.decode()


def test_body_in_chunks_gets_a_length() -> None:
    environ = {
        "PATH_INFO": "/admin/images/add/",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(TEN_MEGABYTES),
    }

    measure_chunked_body(environ)

    assert environ["CONTENT_LENGTH"] == str(len(TEN_MEGABYTES))
    assert environ["wsgi.input"].read() == TEN_MEGABYTES


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/admin/images/add/", settings.ADMIN_BODY_BYTES),
        ("/anmalan/lund/", settings.BODY_BYTES),
        ("/en/admin/", settings.BODY_BYTES),
    ],
)
def test_body_in_chunks_without_end_is_read_no_further_than_what_is_refused(
    address: str, limit: int
) -> None:
    with Path("/dev/zero").open("rb") as endless:
        environ = {
            "PATH_INFO": address,
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": endless,
        }

        measure_chunked_body(environ)

    assert environ["CONTENT_LENGTH"] == str(limit + 1)


@pytest.mark.parametrize("address", ["/?q=%00", "/kalender/?ort=a%00b", "/lund%00/", "/admin/%00/"])
def test_nul_byte_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400


@pytest.mark.parametrize("data", [{"login": "a\0b"}, {"lo\0gin": "a"}])
def test_nul_byte_in_a_form_is_a_bad_request(client: Client, data: dict[str, str]) -> None:
    response = client.post("/konto/login/", data)

    assert response.status_code == 400


def test_broken_csrf_token_is_refused_with_a_page() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/konto/login/", {"csrfmiddlewaretoken": "forged"})

    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_public_pages_allow_no_inline_script_or_style(client: Client) -> None:
    response = client.get("/konto/login/")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"
    assert "unsafe-inline" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_admin_has_its_own_policy_without_foreign_hosts(admin_client: Client) -> None:
    response = admin_client.get("/admin/")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'self'" in policy
    assert "http" not in policy
