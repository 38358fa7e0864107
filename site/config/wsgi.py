"""The WSGI application that granian or any other server loads."""

import io
import multiprocessing
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django_application = get_wsgi_application()

from config.checks import tell_at_start  # noqa: E402 (needs the settings)
from config.middleware import largest_body  # noqa: E402
from registrations.tasks import start_embedded_tick  # noqa: E402 (needs the apps)

# A WSGI server runs no checks of its own.
tell_at_start()

if multiprocessing.parent_process() is not None:
    # A worker that its server has spawned, and that forks no more: mail need not await a request.
    start_embedded_tick()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request; the first one in a process starts its tick if nothing has, after a fork."""
    start_embedded_tick()
    measure_chunked_body(environ)
    return django_application(environ, start_response)


def measure_chunked_body(environ: dict[str, Any]) -> None:
    """Give a body sent in chunks the length Django needs; read no more than what is refused."""
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() != "chunked":
        return
    limit = largest_body(environ.get("PATH_INFO", ""))
    body = read_up_to(environ["wsgi.input"], limit + 1)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))


def read_up_to(stream: Any, limit: int) -> bytes:
    parts, left = [], limit
    while left > 0 and (part := stream.read(min(left, 65536))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
