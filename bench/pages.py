"""How quick an event page is, as a share of an empty page through the same server."""

import threading
import time
from statistics import median

from bench.client import Visitor
from bench.figures import Figure
from bench.server import Server

SECONDS = 1.0
ROUNDS = 4
VISITORS = 4


def measure_pages(server: Server, path: str) -> list[Figure]:
    """Alternate between the pages, so that a slow moment of the machine meets all of them."""
    first = Visitor(server.port).get(path)
    assert first.status == 200, (path, first.status)
    marks = {
        name: first.headers[header]
        for name, header in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        if header in first.headers
    }
    empty, cold, kept, unchanged = [], [], [], []
    for _ in range(ROUNDS):
        empty.append(rate(server.port, "/bench/empty/", {}, 200))
        # What has a query is drawn anew each time.
        cold.append(rate(server.port, f"{path}?cold=1", {}, 200))
        kept.append(rate(server.port, path, {}, 200))
        unchanged.append(rate(server.port, path, marks, 304) if marks else 0.0)
    base = median(empty)
    return [
        Figure("empty page", base, "pages/s"),
        Figure("event page, cold", median(cold), "pages/s"),
        Figure("event page from the cache", median(kept), "pages/s"),
        Figure("event page answered 304", median(unchanged), "pages/s"),
        Figure("event page, cold, as a share of empty", median(cold) / base, at_least=0.15),
        Figure("event page, cache, as a share of empty", median(kept) / base, at_least=0.6),
        Figure("event page, 304, as a share of empty", median(unchanged) / base, at_least=0.6),
    ]


def rate(port: int, path: str, headers: dict[str, str], status: int) -> float:
    """Return the pages per second that a few visitors get."""
    counts = [0] * VISITORS
    until = time.perf_counter() + SECONDS

    def visit(number: int) -> None:
        visitor = Visitor(port)
        while time.perf_counter() < until:
            answer = visitor.get(path, **headers)
            assert answer.status == status, (path, answer.status)
            counts[number] += 1

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS
