"""Who signs in, and whether a second factor is set up; allauth asks for it at every sign-in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from registrations.encryption import seal, unseal


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())


def lacks_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether this user is signed in without having a second factor at all."""
    return user.is_authenticated and not is_mfa_enabled(user)
