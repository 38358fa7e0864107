import re
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
# Another package's, and one that is mounted under DEBUG only.
OUTSIDE = re.compile(r"/anymail/$|/betalning/prov/")
NAME = re.compile(r'env\.(?:text|flag|words|number)\(\s*"([A-Z_]+)"')


def names_read() -> set[str]:
    sources = [*(ROOT / "site/config").rglob("*.py"), ROOT / "registrations/tasks.py"]
    return {name for path in sources for name in NAME.findall(path.read_text())}


def test_every_setting_of_the_environment_is_documented() -> None:
    guide = (ROOT / "docs/operate.md").read_text()

    missing = {name for name in names_read() if f"`{name}`" not in guide}

    assert missing == set()


def listed_addresses() -> list[str]:
    lines = (ROOT / "docs/addresses.md").read_text().splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `/")]
    found = [address for cell in cells for address in re.findall(r"`(/[^`]*)`", cell)]
    found = [address.replace("<uuid>", str(UUID(int=1))) for address in found]
    return [re.sub(r"<[a-z]+>", "abc", address) for address in found if not OUTSIDE.match(address)]


@pytest.mark.parametrize("address", listed_addresses())
def test_every_documented_address_is_served(address: str) -> None:
    try:
        match = resolve(address)
    except Resolver404:
        pytest.fail(f"{address} is documented but not served")

    assert match.func


def test_links_in_the_docs_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []
