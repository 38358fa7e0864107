"""Asks Stripe whether key and account fit, and tells what to enter in its Dashboard."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from registrations.payments import stripe_probe
from registrations.payments.backends import ProviderUnreachable
from registrations.payments.keys import is_live
from registrations.payments.stripe import API_VERSION, EVENTS


class Command(BaseCommand):
    help = "Tells whether Stripe answers, what the key lacks, and what the endpoint must be."
    # The endpoint it tells of has a secret only afterwards, and the checks ask for that secret.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if not settings.STRIPE_API_KEY:
            raise CommandError("STRIPE_API_KEY is empty: docs/operate.md tells how to make a key.")
        mode = "live: real money" if is_live(settings.STRIPE_API_KEY) else "test: no money moves"
        self.stdout.write(f"The key is {mode}.")
        try:
            problems = stripe_probe.account_problems()
            lacking = list(stripe_probe.lacking())
        except ProviderUnreachable as problem:
            raise CommandError(f"Stripe did not answer as it should: {problem}") from problem
        for permission in lacking:
            problems.append(f"The key lacks {permission.name}, needed for {permission.what_for}.")
        for sentence in problems:
            self.stdout.write(sentence)
        self._tell_endpoint()
        if problems:
            raise CommandError(f"To be put right: {len(problems)}.")
        self.stdout.write("Stripe answers, and the key may do all that is needed.")

    def _tell_endpoint(self) -> None:
        path = reverse("payment_notice", args=["stripe"])
        self.stdout.write("Enter this endpoint in Stripe's Dashboard, under Webhooks:")
        self.stdout.write(f"  address      {settings.BASE_URL}{path}")
        self.stdout.write(f"  API version  {API_VERSION}")
        for event in EVENTS:
            self.stdout.write(f"  event        {event}")
        if not settings.STRIPE_WEBHOOK_SECRETS:
            self.stdout.write("Then put its signing secret into STRIPE_WEBHOOK_SECRETS.")
