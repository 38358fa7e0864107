"""Official rules that cannot be run are a fault, never a pass."""

from pathlib import Path

from pytest_django import Settings

from registrations.invoicing import official_rules
from registrations.invoicing.ubl import write_ubl
from tests.factories.invoices import make_content


def test_a_folder_without_stylesheets_is_fatal(settings: Settings, tmp_path: Path) -> None:
    settings.PEPPOL_RULES_DIR = str(tmp_path)

    findings = official_rules.findings_of(write_ubl(make_content()))

    assert [(one.rule, one.is_fatal) for one in findings] == [("EN 16931", True), ("Peppol", True)]
