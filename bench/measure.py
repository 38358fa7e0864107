"""Measures everything on the one database that DATABASE_URL names, and prints a table."""

import time
from io import StringIO

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    from bench import invoices, lists, pages, signups
    from bench.figures import print_table
    from bench.server import served

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    # The demo is for developers only; the server measures without DEBUG.
    with override_settings(DEBUG=True):
        call_command("demo", verbosity=0, stdout=StringIO())
    with served() as server:
        figures = pages.measure_pages(server, event_page())
    figures += signups.measure_domain()
    with served() as server:
        figures += signups.measure_http(server)
        figures += signups.measure_rush(server)
        figures += lists.measure_lists(server)
    figures += invoices.measure_invoices()
    took = time.perf_counter() - started
    print_table(f"{connection.display_name} ({took:.0f} s)", figures)


def event_page() -> str:
    """Return the address of the conference that the demo publishes."""
    from events.models import ConferencePage

    page = ConferencePage.objects.live().filter(locale__language_code="sv").first()
    assert page is not None, "The demo has no conference."
    return str(page.get_url()).removeprefix("http://localhost")


if __name__ == "__main__":
    main()
