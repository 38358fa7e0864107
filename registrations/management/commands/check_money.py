"""Proves the accounts of the whole database and names the first row that disagrees."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registrations.proof import prove_money


class Command(BaseCommand):
    help = "Checks that every krona is accounted for; fails with the first row that disagrees."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="name every row that disagrees")

    def handle(self, **options: Any) -> None:
        found = prove_money()
        first = next(found, None)
        if first is None:
            self.stdout.write("Every krona is accounted for.")
            return
        if not options["all"]:
            raise CommandError(str(first))
        number = 0
        for one in chain([first], found):
            self.stdout.write(str(one))
            number += 1
        raise CommandError(f"Rows that disagree: {number}.")
