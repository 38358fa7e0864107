"""What a key of Stripe's tells by its first letters: whose it is and whether money moves."""

from django.conf import settings

RESTRICTED, SECRET, PUBLISHABLE = "rk", "sk", "pk"
STRIPE_BASES = ("https://api.stripe.com",)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def kind_of(key: str) -> str:
    """Return rk, sk or pk, or nothing for what is no key of Stripe's."""
    kind, _, rest = key.partition("_")
    is_known = kind in {RESTRICTED, SECRET, PUBLISHABLE} and rest.startswith(("live_", "test_"))
    return kind if is_known else ""


def is_live(key: str) -> bool:
    """Tell whether the key moves real money; what is no test key might."""
    return bool(key) and not key.partition("_")[2].startswith("test_")


def plays_in_public() -> bool:
    """Tell whether visitors must be told that no money moves: a test key outside development."""
    return (
        settings.PAYMENTS_BACKEND == "stripe"
        and not settings.DEBUG
        and not is_live(settings.STRIPE_API_KEY)
    )
