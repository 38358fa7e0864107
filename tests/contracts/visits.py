"""A visitor of the pay page, who looks and presses buttons."""

from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments: object, **more: object) -> None:
        """Follow nothing: where a page leads on to is what the tests look at."""


def visit(url: str, button: str | None = None) -> tuple[int, str, str]:
    """The status of a page, where it leads on to, and its text."""
    data = urlencode({"do": button}).encode() if button else None
    try:
        with build_opener(ProxyHandler({}), Stay).open(url, data, timeout=10) as answer:
            return answer.status, "", answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", ""), error.read().decode()
