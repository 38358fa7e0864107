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
