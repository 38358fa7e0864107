"""The sentences that the door's script says, in the language of the page."""

from django.utils.translation import gettext, ngettext, pgettext


def page_words() -> dict[str, str]:
    """Return them by name; `#` stands for a number and `@` for a time or a name."""
    mark = {"number": "#"}
    return {
        "in": pgettext("door", "Check in"),
        "undo": pgettext("door", "Undo"),
        "here": gettext("Here since %(time)s") % {"time": "@"},
        "came": gettext("%(name)s is checked in") % {"name": "@"},
        "count": gettext("%(here)s of %(expected)s are here") % {"here": "#", "expected": "@"},
        "offline": gettext("Offline."),
        "offlineEmpty": gettext("Offline. You can go on: what you do is kept and sent later."),
        "waitsOne": _waits(1),
        "waitsMany": _waits(2),
        "unknown": gettext("One check-in was not taken: the person is not on this list."),
        "signIn": gettext("You are signed out. Sign in to send what waits and see the list."),
        "nobody": gettext("Nobody on the list. Is it somebody new?"),
        "all": pgettext("door", "Check in all #"),
        "companyMissing": gettext("# more of the same registration"),
        "needs": pgettext("door", "See needs"),
        "new": pgettext("door", "New"),
        "more": ngettext("Show %(number)s more", "Show %(number)s more", 2) % mark,
        "scanning": gettext("Hold the ticket’s code before the camera."),
        "noCamera": gettext("The camera cannot be used. Type the code instead."),
        "notTicket": gettext("That is no ticket to this event."),
        "nameNeeded": gettext("Write the name."),
        "noRoster": gettext("The list is not on this device. Open the page once with network."),
    }


def _waits(number: int) -> str:
    words = ngettext(
        "%(number)s check-in waits and is sent later.",
        "%(number)s check-ins wait and are sent later.",
        number,
    )
    return words % {"number": "#"}
