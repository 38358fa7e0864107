"""The home page, the pages of text behind the menus, and the organisation's own details."""

from config.demo.languages import Both, Twins
from config.demo.pages import add_pages, make_homes, text
from config.demo.privacy import PRIVACY
from config.demo.scene import Scene
from config.demo.statements import ABOUT, ACCESSIBILITY, CONTACT, COOKIES, SUBSCRIBE, TERMS
from content.models import HomePage, SiteSettings, StandardPage


def make_home_pages() -> Twins:
    return make_homes(
        title=Both("Kretslopp", "Kretslopp in English"),
        slug=Both("hem", "hem-en"),
        heading=Both(
            "Lär av dem som redan har slutit kretsloppet",
            "Learn from those who have closed the loop",
        ),
        lead=Both(
            "Konferenser, utbildningar, studieresor och spel om hållbar upphandling och cirkulär"
            " ekonomi, för dig som arbetar i kommun, region eller företag.",
            "Conferences, trainings, study trips and games on sustainable procurement and the"
            " circular economy, for those who work in councils, regions and companies.",
        ),
        search_description=Both(
            "Konferenser, utbildningar, studieresor och spel om hållbar upphandling.",
            "Conferences, trainings, study trips and games on sustainable procurement.",
        ),
    )


def load_information(scene: Scene) -> None:
    about = _page(scene, ABOUT)
    contact = _page(scene, CONTACT, parent=about)
    terms = _page(scene, TERMS, parent=about)
    subscribe = _page(scene, SUBSCRIBE, parent=about)
    privacy = _page(scene, PRIVACY, parent=about)
    accessibility = _page(scene, ACCESSIBILITY, parent=about)
    cookies = _page(scene, COOKIES, parent=about)
    scene.pages |= {"about": about, "terms": terms, "subscribe": subscribe}
    settings = SiteSettings.objects.first() or SiteSettings()
    settings.organisation_name = "Kretslopp"
    settings.about_sv = (
        "Kretslopp samlar kommuner, myndigheter och företag kring hållbar upphandling i Skåne."
    )
    settings.about_en = (
        "Kretslopp gathers councils, authorities and companies around sustainable procurement."
    )
    settings.email, settings.phone = "info@hus.example", "040-12 34 50"
    settings.street, settings.postcode, settings.town = "Exempelgatan 1", "211 00", "Malmö"
    settings.projects_page = scene.pages["projects"].sv
    settings.reports_page = scene.pages["reports"].sv
    settings.about_page, settings.contact_page = about.sv, contact.sv
    settings.privacy_page, settings.accessibility_page = privacy.sv, accessibility.sv
    settings.cookies_page = cookies.sv
    settings.save()


def _page(
    scene: Scene,
    words: tuple[Both, Both, Both, Both],
    *,
    parent: Twins | None = None,
) -> Twins:
    """Add a page of text: title, address, lead and body."""
    title, slug, lead, body = words
    return add_pages(
        parent or scene.homes,
        StandardPage,
        title=title,
        slug=slug,
        lead=lead,
        body=[text(body)],
    )


def invite_home(scene: Scene) -> None:
    """Let both home pages invite to the game, once its page is there."""
    invitation = {
        "invitation_heading": Both("Spela i din kommun", "Play in your council"),
        "invitation_text": Both(
            "Spelet PROCURA visar på två timmar hur en upphandling blir hållbar. 25 platser, och"
            " vi kommer till er.",
            "The game PROCURA shows in two hours how a procurement turns sustainable. 25 seats,"
            " and we come to you.",
        ),
        "invitation_button": Both("Be om en speldag", "Ask for a session"),
    }
    for language in ("sv", "en"):
        home = scene.homes.of(language)
        assert isinstance(home, HomePage)  # noqa: S101 (for the reader and mypy)
        for name, words in invitation.items():
            setattr(home, name, words.of(language))
        home.invitation_page = scene.pages["games"].sv
        home.save_revision().publish()
