"""Who signs in, and whether a second factor is set up; allauth asks for it at every sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from registrations.encryption import seal, unseal
from registrations.views.limits import visitor_of


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return visitor_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries for the account, whichever of its names was typed."""
        key: str = super()._get_login_attempts_cache_key(request, email=_one_name(credentials))
        return key

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")


def _one_name(credentials: dict[str, Any]) -> str:
    """Return the username of the account that a mail address or a username in any case names."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip()
    users = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    found = users.order_by("pk").values_list("username", flat=True).first() if typed else None
    return found or typed


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())


def lacks_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether this user is signed in without having a second factor at all."""
    return user.is_authenticated and not is_mfa_enabled(user)
