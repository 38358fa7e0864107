"""Official rules find nothing in what we write; those that cannot be run are a fault."""

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from registrations.invoicing import official_rules
from registrations.invoicing.ubl import write_ubl
from tests.factories.invoices import make_content, varieties


def test_a_folder_without_stylesheets_is_fatal(settings: Settings, tmp_path: Path) -> None:
    settings.PEPPOL_RULES_DIR = str(tmp_path)

    findings = official_rules.findings_of(write_ubl(make_content()))

    assert [(one.rule, one.is_fatal) for one in findings] == [("EN 16931", True), ("Peppol", True)]


@pytest.mark.skipif(
    not os.environ.get("PEPPOL_RULES_DIR"), reason="PEPPOL_RULES_DIR names no official rules"
)
@pytest.mark.parametrize("content", varieties().values(), ids=varieties().keys())
def test_official_rules_find_nothing(settings: Settings, content: dict[str, Any]) -> None:
    settings.PEPPOL_RULES_DIR = os.environ["PEPPOL_RULES_DIR"]

    assert official_rules.findings_of(write_ubl(content)) == []


def test_newest_of_several_versions_is_taken(tmp_path: Path) -> None:
    for version in ("2024.11", "2025.5", "2025.11"):
        folder = tmp_path / version / "xslt"
        folder.mkdir(parents=True)
        for name in ("PEPPOL-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL-SB.xslt"):
            (folder / name).touch()

    found = official_rules.stylesheet_of("Peppol", tmp_path)

    assert found.relative_to(tmp_path).parts == ("2025.11", "xslt", "PEPPOL-EN16931-UBL.xslt")
