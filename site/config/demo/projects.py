"""The project pages, each building on the one before."""

from config.demo.languages import Both, Twins
from config.demo.pages import add_pages, text
from config.demo.scene import Scene
from content.models import ProjectIndexPage, ProjectPage


def load_projects(scene: Scene) -> None:
    pages = scene.pages
    pages["projects"] = add_pages(
        scene.homes,
        ProjectIndexPage,
        title=Both("Projekt", "Projects"),
        slug=Both("projekt", "projects"),
        lead=Both(
            "Det vi gör tillsammans med kommuner, myndigheter och företag om hållbar upphandling.",
            "What we do with councils, authorities and companies on sustainable procurement.",
        ),
    )
    pages["circular"] = _circular(scene)
    pages["circles"] = _circles(scene)
    pages["silabe"] = _silabe(scene)
    pages["lcc"] = _lcc(scene)
    pages["tipp"] = _tipp(scene)
    pages["forum"] = _forum(scene)


def _circular(scene: Scene) -> Twins:
    year = scene.dates.today.year
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title=Both("Cirkulär ekonomi", "Circular economy"),
        slug=Both("cirkular-ekonomi", "circular-economy"),
        lead=Both(
            "En konferens, en utbildning och en studieresa om att köpa in så att saker används"
            " längre.",
            "A conference, a training and a study trip on buying so that things last longer.",
        ),
        body=[
            text(
                Both(
                    "<p>Projektet görs på uppdrag av Klimatsamverkan Skånes arbetsgrupp Hållbar"
                    " konsumtion. Först samlas alla på en konferens i Lund. Ett tjugotal går"
                    " vidare till utbildningen, och därefter reser en grupp till"
                    " Amsterdamregionen för att se hur andra gör.</p>",
                    "<p>The project is commissioned by the working group on sustainable"
                    " consumption of Klimatsamverkan Skåne. First everyone meets at a conference"
                    " in Lund. Some twenty go on to the training, and then a group travels to the"
                    " Amsterdam region to see how others do it.</p>",
                )
            )
        ],
        state=ProjectPage.State.RUNNING,
        starts_year=year - 1,
        results=Both(
            "<ul><li>två ansökningar om förstudier</li><li>ett nätverk av upphandlare i tio"
            " kommuner</li></ul>",
            "<ul><li>two applications for pre-studies</li><li>a network of buyers in ten"
            " councils</li></ul>",
        ),
        funding_text=Both(
            "Klimatsamverkan Skåne finansierar projektet.",
            "Klimatsamverkan Skåne funds the project.",
        ),
        partners=scene.shared.roles(commissioner="climate", lead="us", partner="county region"),
        contact=scene.shared.contacts["projects"],
    )


def _circles(scene: Scene) -> Twins:
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title="CIRCLES",
        slug="circles",
        lead=Both(
            "Fortsättningen på Cirkulär ekonomi: från att veta till att göra.",
            "The continuation of Circular economy: from knowing to doing.",
        ),
        body=[
            text(
                Both(
                    "<p>CIRCLES tar vid där Cirkulär ekonomi slutar. Kommunerna väljer var sin"
                    " upphandling och gör den cirkulär, med stöd av varandra och av dem som har"
                    " gjort det förut.</p>",
                    "<p>CIRCLES takes over where Circular economy ends. Each council chooses one"
                    " procurement and makes it circular, helped by the others and by those who"
                    " have done it before.</p>",
                )
            )
        ],
        state=ProjectPage.State.PLANNED,
        starts_year=scene.dates.conference.year + 1,
        based_on=scene.pages["circular"].sv,
        partners=scene.shared.roles(lead="us", partner="malmo eslov hoor helsingborg"),
        contact=scene.shared.contacts["projects"],
    )


def _silabe(scene: Scene) -> Twins:
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title="SILABE",
        slug="silabe",
        lead=Both(
            "Kommuner arbetade praktiskt med energieffektivisering genom upphandling.",
            "Councils worked hands-on with energy efficiency through procurement.",
        ),
        body=[
            text(
                Both(
                    "<p>I implementeringslab möttes kommunernas upphandlare, energistrateger och"
                    " lokalansvariga. De arbetade med egna upphandlingar, och mellan träffarna"
                    " prövade de på hemmaplan.</p>",
                    "<p>In implementation labs the councils' buyers, energy strategists and"
                    " premises managers met. They worked on procurements of their own, and tried"
                    " things out at home in between.</p>",
                )
            )
        ],
        state=ProjectPage.State.FINISHED,
        starts_year=2014,
        ends_year=2015,
        awards=[_guldkorn()],
        partners=scene.shared.roles(commissioner="county", lead="us"),
        contact=scene.shared.contacts["projects"],
    )


def _guldkorn() -> dict[str, object]:
    value = {
        "year": 2015,
        "title": Both("Guldkornsprojekt", "Guldkornsprojekt (golden nugget)"),
        "text": Both(
            "SILABE var ett av de fyra bästa av alla projekt som länsstyrelserna drev.",
            "SILABE was one of the four best of all projects run by the county boards.",
        ),
    }
    return {"type": "award", "value": value}


def _lcc(scene: Scene) -> Twins:
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title=Both("LCC genom upphandling", "LCC through procurement"),
        slug=Both("lcc-genom-upphandling", "lcc-through-procurement"),
        lead=Both(
            "Skånska kommuner lär sig räkna på livscykelkostnaden i sina upphandlingar.",
            "Councils in Skåne learn to count the life-cycle cost in their procurements.",
        ),
        body=[
            text(
                Both(
                    "<p>Det billigaste priset är sällan den lägsta kostnaden. I projektet räknar"
                    " kommunerna på inköp, drift, underhåll och avveckling innan de väljer."
                    " Arbetssättet, implementeringslab, kommer från SILABE.</p>",
                    "<p>The lowest price is seldom the lowest cost. In the project the councils"
                    " count purchase, use, upkeep and disposal before they choose. The way of"
                    " working, implementation labs, comes from SILABE.</p>",
                )
            )
        ],
        state=ProjectPage.State.RUNNING,
        starts_year=scene.dates.today.year,
        awards=[_guldkorn()],
        based_on=scene.pages["silabe"].sv,
        funding_text=Both(
            "Klimatsamverkan Skåne finansierar projektet.",
            "Klimatsamverkan Skåne funds the project.",
        ),
        partners=scene.shared.roles(funder="climate", lead="us", partner="ystad trelleborg"),
        contact=scene.shared.contacts["projects"],
    )


def _tipp(scene: Scene) -> Twins:
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title="Cleantech TIPP",
        slug="cleantech-tipp",
        lead=Both(
            "Innovation och upphandling på båda sidor av sundet. Vi sprider det som görs.",
            "Innovation and procurement on both sides of the sound. We spread what is done.",
        ),
        body=[
            text(
                Both(
                    "<p>Länsstyrelsen Skåne samordnar de svenska partnerna. Vår uppgift är att"
                    " nå fler än dem som är med i projektet: vi berättar om seminarier och"
                    " resultat här, i kalendern och i nätverken.</p>",
                    "<p>Länsstyrelsen Skåne co-ordinates the Swedish partners. Our task is to"
                    " reach more than those in the project: we tell about seminars and results"
                    " here, in the calendar and in the networks.</p>",
                )
            )
        ],
        state=ProjectPage.State.RUNNING,
        starts_year=scene.dates.today.year - 1,
        funding_text=Both(
            "Projektet medfinansieras av Europeiska unionen genom Interreg.",
            "The project is co-funded by the European Union through Interreg.",
        ),
        partners=scene.shared.roles(funder="union interreg", lead="county", partner="us"),
        contact=scene.shared.contacts["projects"],
    )


def _forum(scene: Scene) -> Twins:
    return add_pages(
        scene.pages["projects"],
        ProjectPage,
        title="HandlingsForum",
        slug="handlingsforum",
        lead=Both(
            "Ett nätverk för dig som vill gå från ord till handling. Vi möts fyra gånger om året.",
            "A network for those who want to go from words to deeds. We meet four times a year.",
        ),
        body=[
            text(
                Both(
                    "<p>HandlingsForum är öppet för alla i nätverket och för den som är nyfiken."
                    " Varje möte har ett tema och slutar med vad var och en ska göra till nästa"
                    " gång. Hör av dig till projektledaren om du vill vara med.</p>",
                    "<p>HandlingsForum is open to all in the network and to those who are curious."
                    " Every meeting has a theme and ends with what each one will do until the"
                    " next. Write to the project manager if you want to take part.</p>",
                )
            )
        ],
        state=ProjectPage.State.RUNNING,
        starts_year=scene.dates.today.year - 2,
        partners=scene.shared.roles(lead="us", partner="lund malmo helsingborg"),
        contact=scene.shared.contacts["forum"],
    )
