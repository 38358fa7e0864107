"""What the browser tests look for on every page: complaints, strangers, barriers."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


class Watcher:
    """Collects console errors, breaches of the content policy, third parties and failed answers."""

    def __init__(self, origin: str, *, expects_refusal: bool = False) -> None:
        self.host = urlsplit(origin).netloc
        self.faults: list[str] = []
        self.expects_refusal = expects_refusal

    def hear(self, message: ConsoleMessage) -> None:
        # Answers with an error status are judged below, where the main page may be a 404.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def note_error(self, error: Error) -> None:
        self.faults.append(f"script: {error}")

    def see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.faults.append(f"third party: {request.url}")

    def see_response(self, response: Response) -> None:
        if response.status == 403 and self.expects_refusal:
            return
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.faults.append(f"status {response.status}: {response.url}")


def assert_accessible(page: Page) -> None:
    """Hold the page to WCAG 2.2 AA and axe's good practice, and to its own width."""
    found = Axe().run(page, options=AXE)
    barriers = [
        f"{violation['id']}: {violation['help']}\n  "
        + "\n  ".join(node["html"] for node in violation["nodes"][:4])
        for violation in found.response["violations"]
    ]
    assert not barriers, f"{page.url}\n" + "\n".join(barriers)
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Let no page scroll sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"


def assert_settled_and_accessible(page: Page) -> None:
    """Look at the page without the notice that fades in after something is done."""
    page.goto(page.url)
    assert_accessible(page)
