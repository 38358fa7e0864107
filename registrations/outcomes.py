"""What came of a press, said to whoever pressed: that it is done, or why it is not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from registrations.errors import DomainError


def act_and_say(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do it, and have the next page say how it went."""
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
