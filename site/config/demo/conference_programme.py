"""The conference's programme: talks for everyone, and three workshops side by side."""

from collections.abc import Callable
from typing import Any

from config.demo.languages import Both
from config.demo.pages import items

Speak = Callable[[str], list[int]]
Block = dict[str, Any]


def _session(starts: str, ends: str, title: Both, speakers: list[int], words: Both) -> Block:
    value = {
        "starts": starts,
        "ends": ends,
        "title": title,
        "text": words,
        "room": Both("Stora salen", "Main hall"),
        "speakers": items(speakers),
    }
    return {"type": "session", "value": value}


def _pause(starts: str, ends: str, title: Both) -> Block:
    return {"type": "pause", "value": {"starts": starts, "ends": ends, "title": title}}


def _track(name: Both, title: Both, speakers: list[int], room: Both) -> Block:
    return {"name": name, "title": title, "text": "", "room": room, "speakers": items(speakers)}


def programme(speak: Speak) -> list[Block]:
    """Return the day's blocks; `speak` finds speakers by their short names."""
    return [*_morning(speak), _workshops(speak), *_afternoon(speak)]


def _morning(speak: Speak) -> list[Block]:
    return [
        _pause("08:30", "09:00", Both("Kaffe och smörgås", "Coffee and sandwich")),
        _session(
            "09:00",
            "09:20",
            Both("Välkommen", "Welcome"),
            speak("host"),
            Both("Dagens frågor, och vem du sitter bredvid.", "The day, and your neighbour."),
        ),
        _session(
            "09:20",
            "10:10",
            Both("Vad händer när varor får ett andra liv?", "When goods get a second life"),
            speak("research"),
            Both(
                "Var vinsten finns, och var den inte finns.",
                "Where the gain is, and where it is not.",
            ),
        ),
        _pause("10:10", "10:40", Both("Fika", "Coffee break")),
    ]


def _workshops(speak: Speak) -> Block:
    tracks = [
        _track(
            Both("Spår A", "Track A"),
            Both("Möbler som redan finns", "Furniture that already exists"),
            speak("supplier buyer"),
            Both("Sal 1", "Room 1"),
        ),
        _track(
            Both("Spår B", "Track B"),
            Both("Återbruk i byggprojekt", "Reuse in construction"),
            speak("builder"),
            Both("Sal 2", "Room 2"),
        ),
        _track(
            Both("Spår C", "Track C"),
            Both("Måltider utan svinn", "Meals without waste"),
            speak("city"),
            Both("Sal 3", "Room 3"),
        ),
    ]
    value = {
        "starts": "10:40",
        "ends": "12:00",
        "title": Both("Tre verkstäder", "Three workshops"),
        "tracks": items(tracks),
    }
    return {"type": "parallel", "value": value}


def _afternoon(speak: Speak) -> list[Block]:
    return [
        _pause("12:00", "13:00", Both("Lunch, vegetarisk", "Lunch, vegetarian")),
        _session(
            "13:00",
            "13:45",
            Both("Så skriver du krav som håller", "Writing requirements that hold"),
            speak("lawyer buyer"),
            Both(
                "Juristen och upphandlaren går igenom tre kravtexter rad för rad.",
                "The lawyer and the buyer read three requirements line by line.",
            ),
        ),
        _session(
            "13:45",
            "14:30",
            Both("Räkna på hela livslängden", "Counting the whole life"),
            speak("economist"),
            Both(
                "Livscykelkostnad i en vanlig anbudsutvärdering.",
                "Life-cycle cost in an ordinary evaluation.",
            ),
        ),
        _pause("14:30", "15:00", Both("Fika", "Coffee break")),
        _session(
            "15:00",
            "16:00",
            Both("Vad gör vi på måndag?", "What do we do on Monday?"),
            speak("host city supplier"),
            Both("Samtal i grupper, och ett löfte var.", "Talks in groups, and a promise each."),
        ),
    ]
