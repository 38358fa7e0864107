"""Runs the official rules of EN 16931 and Peppol, where an operator has put them beside us.

PEPPOL_RULES_DIR names a folder with the compiled stylesheets (.xslt or .xsl; Schematron source is
not read); they are run by the optional package saxonche.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from lxml import etree

# By what a stylesheet's file name holds, one for each layer.
LAYERS = {
    "EN 16931": ("CEN-EN16931-UBL", "EN16931-UBL-VALIDATION"),
    "Peppol": ("PEPPOL-EN16931-UBL",),
}
SECONDS = 60
# The processor may only be used by the thread that made it.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="official-rules")


@dataclass(frozen=True)
class Finding:
    """What an official rule says of an e-invoice."""

    rule: str
    words: str
    is_fatal: bool


def is_on() -> bool:
    return bool(settings.PEPPOL_RULES_DIR)


def findings_of(xml: bytes) -> list[Finding]:
    """Return what the official rules find; a layer that cannot be run is a fatal finding."""
    found = []
    for layer in LAYERS:
        try:
            report = _thread.submit(_run, layer, settings.PEPPOL_RULES_DIR, xml).result(SECONDS)
            found += _read(layer, report)
        except Exception as problem:
            found.append(Finding(layer, f"{type(problem).__name__}: {problem}"[:300], True))
    return found


def _run(layer: str, folder: str, xml: bytes) -> bytes:
    processor, stylesheet = _compiled(layer, folder)
    node = processor.parse_xml(xml_text=xml.decode())
    return str(stylesheet.transform_to_string(xdm_node=node) or "").encode()


@cache
def _compiled(layer: str, folder: str) -> tuple[Any, Any]:
    processor = _processor()
    path = stylesheet_of(layer, Path(folder))
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


@cache
def _processor() -> Any:
    return import_module("saxonche").PySaxonProcessor(license=False)


def stylesheet_of(layer: str, folder: Path) -> Path:
    """Return the layer's newest stylesheet; of its names the shortest: self-billing's is longer."""
    paths = (path for path in folder.rglob("*") if path.suffix.lower() in (".xslt", ".xsl"))
    found = [path for path in paths if path.stem.upper().startswith(LAYERS[layer])]
    if not found:
        raise FileNotFoundError(f"no stylesheet of {layer} in {folder}")
    shortest = min(len(path.stem) for path in found)
    return max((path for path in found if len(path.stem) == shortest), key=_version)


def _version(path: Path) -> list[tuple[int, ...]]:
    """Return the numbers in a path, folder by folder, so that 2025.11 is later than 2025.5."""
    return [tuple(int(digits) for digits in re.findall(r"\d+", part)) for part in path.parts]


def _read(layer: str, report: bytes) -> list[Finding]:
    root = etree.fromstring(report)
    if root.find(".//{*}fired-rule") is None:
        return [Finding(layer, "no rule was run", True)]
    return [
        Finding(
            rule=one.get("id") or layer,
            words=" ".join("".join(str(text) for text in one.itertext()).split()),
            is_fatal=(one.get("flag") or one.get("role") or "fatal").lower() in ("fatal", "error"),
        )
        for one in root.iter("{*}failed-assert", "{*}successful-report")
    ]
