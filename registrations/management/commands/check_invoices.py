"""Checks every kept e-invoice by the project's own rules, and the official ones where set."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registrations.invoicing import official_rules
from registrations.invoicing.ubl import MEDIA_TYPE
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import DocumentFile


class Command(BaseCommand):
    help = "Check every kept e-invoice; official rules too where PEPPOL_RULES_DIR is set."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = faulty = 0
        files = DocumentFile.objects.filter(media_type=MEDIA_TYPE).select_related("document")
        for file in files.order_by("pk").iterator():
            xml = bytes(file.body)
            # Emptied once the years of bookkeeping are over.
            if not xml:
                continue
            checked += 1
            faults = [str(one) for one in broken_rules(xml)]
            if official_rules.is_on():
                found = official_rules.findings_of(xml)
                faults += [f"{one.rule}: {one.words}" for one in found]
            faulty += bool(faults)
            for fault in faults:
                self.stdout.write(f"{file.document.full_number} {fault}")
        self.stdout.write(f"{checked} checked, {faulty} with faults.")
        if faulty:
            raise CommandError("Some e-invoices break rules.")
