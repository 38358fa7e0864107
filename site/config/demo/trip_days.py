"""The study trip's route and its days, line by line."""

from typing import Any

from config.demo.languages import Both


def _stop(place: Both | str, note: Both) -> dict[str, Any]:
    return {"type": "stop", "value": {"place": place, "note": note}}


def _line(
    kind: str, starts: str | None, ends: str | None, title: Both, **more: Any
) -> dict[str, Any]:
    value = {"starts": starts, "ends": ends, "title": title, "text": "", "is_provisional": False}
    return {"type": kind, "value": value | more}


def _visit(
    starts: str, ends: str, title: Both, question: Both, words: Both, *, provisional: bool = False
) -> dict[str, Any]:
    return _line(
        "visit",
        starts,
        ends,
        title,
        question=question,
        text=words,
        host="",
        is_provisional=provisional,
    )


def _day(heading: Both | str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"type": "day", "value": {"heading": heading, "items": list(lines)}}


ROUTE = [
    _stop("Malmö", Both("kvällen före", "the evening before")),
    _stop("Hamburg", Both("frukost, byte", "breakfast, change")),
    _stop("Amsterdam", Both("två nätter", "two nights")),
    _stop("Haarlem", Both("dagstur", "day trip")),
    _stop("Malmö", Both("morgonen efter", "the morning after")),
]

ITINERARY = [
    _day(
        "Amsterdam",
        _line(
            "leg",
            "12:30",
            None,
            Both("Framme med nattåget från Malmö", "Arrival by night train from Malmö"),
            text=Both(
                "Avresa kvällen före, byte i Hamburg. Sovplats och frukost ingår.",
                "Departs the evening before, change in Hamburg. Berth and breakfast included.",
            ),
            means="train",
            is_provisional=True,
        ),
        _line("meal", "13:00", "14:00", Both("Gemensam lunch, vegetarisk", "Lunch, vegetarian")),
        _visit(
            "14:30",
            "16:30",
            Both("stadens inköpsavdelning", "the city's procurement office"),
            Both(
                "Hur får man leverantörer att äga det de levererar?",
                "How do suppliers come to own what they deliver?",
            ),
            Both("På engelska. Ta med legitimation.", "In English. Bring identification."),
        ),
        _line("night", "17:30", None, Both("Hotell, första natten", "Hotel, first night")),
    ),
    _day(
        Both("Amsterdam och Haarlem", "Amsterdam and Haarlem"),
        _visit(
            "09:00",
            "11:00",
            Both("materialbanken", "the materials bank"),
            Both(
                "Hur lagerhåller man tegel från rivna hus?",
                "How does one store bricks from houses torn down?",
            ),
            Both("Vi möter drift och inköp.", "We meet those who run it and those who buy."),
        ),
        _line(
            "leg",
            "11:30",
            "12:00",
            Both("Tåg till Haarlem", "Train to Haarlem"),
            means="train",
        ),
        _line("meal", "12:15", "13:15", Both("Gemensam lunch, vegetarisk", "Lunch, vegetarian")),
        _visit(
            "13:30",
            "15:00",
            Both("reparationsverkstaden", "the repair workshop"),
            Both(
                "Vem lagar, och vem betalar för tiden?",
                "Who repairs, and who pays for the time?",
            ),
            Both("Trappa. Säg till om du behöver annan väg.", "Stairs. Ask for another way."),
            provisional=True,
        ),
        _visit(
            "15:30",
            "17:00",
            Both("kontorshuset som går att ta isär", "the office that comes apart"),
            Both(
                "Vad är huset värt den dag det plockas ner?",
                "What is the building worth on the day it is taken down?",
            ),
            Both("Fem minuter till fots.", "Five minutes on foot."),
        ),
        _line("meal", "19:00", "21:00", Both("Middag tillsammans", "Dinner together")),
        _line("night", "21:30", None, Both("Hotell, andra natten", "Hotel, second night")),
    ),
    _day(
        Both("Hamnen och hemresan", "The harbour and the way home"),
        _line("leg", "09:00", "09:20", Both("Färja över IJ", "Ferry across the IJ"), means="boat"),
        _visit(
            "09:30",
            "11:30",
            Both("testområdet för biobaserat material", "the test site for bio-based materials"),
            Both(
                "Vad kan en kommun köpa redan i dag?",
                "What can a council buy already today?",
            ),
            Both("Utomhus. Ta med kläder efter väder.", "Outdoors. Dress for the weather."),
        ),
        _line("other", "12:30", "14:00", Both("Vad tar vi med hem?", "What do we take home?")),
        _line(
            "leg",
            "15:00",
            None,
            Both("Tåg till Hamburg, nattåg till Malmö", "Train to Hamburg, night train to Malmö"),
            text=Both("Framme nästa morgon.", "Arrives the next morning."),
            means="train",
            is_provisional=True,
        ),
    ),
]
