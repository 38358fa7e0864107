"""Every address of the site; docs/addresses.md lists those that people rely on."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.errors import no_such_page
from config.health import health
from config.media import image
from registrations.views.payment_notice import payment_notice

handler400 = "config.errors.bad_request"

urlpatterns = [
    path("halsa/", health, name="health"),
    # Wagtail's own sign-in knows neither lock-out nor the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/password_reset/<path:rest>", no_such_page),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("en/_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    # Of allauth's addresses those for making an account or an address stay shut.
    path("konto/", RedirectView.as_view(pattern_name="mfa_index")),
    path("konto/signup/", no_such_page),
    path("konto/email/", no_such_page),
    path("konto/confirm-email/<path:rest>", no_such_page),
    path("konto/confirm-email/", no_such_page),
    path("konto/password/set/", no_such_page),
    path("konto/login/code/<path:rest>", no_such_page),
    path("konto/", include("allauth.urls")),
    path("dokument/", include(wagtaildocs_urls)),
    path("", include("registrations.mail.urls")),
    path("betalning/notis/<slug:backend>/", payment_notice, name="payment_notice"),
    path("", include("content.plain_urls")),
    path("media/<path:path>", image),
]
urlpatterns += i18n_patterns(
    path("", include("registrations.urls")),
    path("", include("events.urls")),
    path("", include("content.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
