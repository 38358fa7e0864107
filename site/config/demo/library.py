"""The report library: reports with covers and files, typeset by tools/typeset_demo.py."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from config.demo.languages import Both, Twins
from config.demo.pages import add_pages, text
from config.demo.scene import Scene
from content.models import DownloadCount, ReportIndexPage, ReportPage

FILES = Path(__file__).with_name("files")


def add_document(name: str, title: str) -> Any:
    """Put one of the demo's PDF files among the site's documents."""
    with (FILES / f"{name}.pdf").open("rb") as file:
        document = get_document_model()(title=title, file=File(file, f"{name}.pdf"))
        document.file_size = document.file.size
        document.save()
    document.get_file_hash()
    return document


def _add_cover(name: str, title: str) -> Any:
    with (FILES / f"{name}.png").open("rb") as file:
        picture = ImageFile(file, f"demo-{name}.png")
        return get_image_model().objects.create(title=title, description=title, file=picture)


def load_library(scene: Scene) -> None:
    scene.pages["reports"] = add_pages(
        scene.homes,
        ReportIndexPage,
        title=Both("Rapporter", "Reports"),
        slug=Both("rapporter", "reports"),
        lead=Both(
            "Det vi har lärt oss, fritt att ladda ner och sprida.",
            "What we have learnt, free to download and share.",
        ),
    )
    _add_report(
        scene,
        "den-hallbara-inkopsprocessen",
        Both("Den hållbara inköpsprocessen", "The sustainable procurement process"),
        Both(
            "Från behov till uppföljning i sex steg. Arbetsmaterial från implementeringslabben.",
            "From need to follow-up in six steps. Working material from the labs, in Swedish.",
        ),
        year=2015,
        project="silabe",
        topics="procurement cost",
        downloads=418,
    )
    _add_report(
        scene,
        "kommuners-behov",
        Both("Kommuners behov inom upphandling", "What councils need for procurement"),
        Both(
            "Utvärderingen som gjordes när SILABE slutade: vad kommuner behöver för att fortsätta.",
            "The evaluation made when SILABE ended: what councils need to go on. In Swedish.",
        ),
        year=2016,
        project="silabe",
        topics="procurement",
        downloads=163,
    )
    _add_report(
        scene,
        "reserapport",
        Both("Vad vi lärde oss i Amsterdam", "What we learnt in Amsterdam"),
        Both(
            "Reserapport från tre dagar med fem studiebesök i Amsterdamregionen.",
            "Report from three days with five study visits in the Amsterdam region. In Swedish.",
        ),
        year=scene.dates.today.year - 1,
        project="circular",
        topics="circular trips",
        downloads=57,
    )


def _add_report(
    scene: Scene,
    name: str,
    title: Both,
    lead: Both,
    *,
    year: int,
    project: str,
    topics: str,
    downloads: int,
) -> Twins:
    twins = add_pages(
        scene.pages["reports"],
        ReportPage,
        title=title,
        slug=Both(name, name),
        lead=lead,
        body=[text(BODY)],
        year=year,
        authors="Kretslopp",
        language="sv",
        page_count=2,
        cover=_add_cover(name, title.sv),
        document=add_document(name, title.sv),
        project=scene.pages[project].sv,
        topics=[scene.shared.topics[key] for key in topics.split()],
    )
    DownloadCount.objects.create(report_key=twins.sv.translation_key, number=downloads)
    return twins


BODY = Both(
    "<p>Rapporten är en taggad pdf på svenska. Behöver du den i ett annat format, hör av dig.</p>",
    "<p>The report is a tagged PDF in Swedish. If you need another format, write to us.</p>",
)
