"""Typesets the demo's reports: from each .typ a tagged PDF, and its first page as the cover.

Needs typst, which the project itself does not: `pip install typst` in an environment of its own,
and `python tools/typeset_demo.py` with that one. The results are kept beside the sources.
"""

from pathlib import Path

import typst

FILES = Path(__file__).resolve().parents[1] / "site/config/demo/files"
COVER_PPI = 62
SHARED, SLIDES = "report.typ", "presentation.typ"


def main() -> None:
    for source in sorted(FILES.glob("*.typ")):
        if source.name != SHARED:
            typeset(source)


def typeset(source: Path) -> None:
    source.with_suffix(".pdf").write_bytes(
        typst.compile(source, format="pdf", pdf_standards=["ua-1"])
    )
    if source.name == SLIDES:
        return
    pages = typst.compile(source, format="png", ppi=COVER_PPI)
    first = pages if isinstance(pages, bytes) else pages[0]
    source.with_suffix(".png").write_bytes(first)


if __name__ == "__main__":
    main()
