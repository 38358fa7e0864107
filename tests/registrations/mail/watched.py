"""A mail server during whose sending a test can look at what else goes on."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class WatchedBackend(EmailBackend):
    """Calls `watch` with each mail before it takes it."""

    watch: ClassVar[Callable[[EmailMessage], object]]

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            type(self).watch(message)
        return super().send_messages(messages)
