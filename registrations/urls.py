"""The addresses that people rely on: sign-up by slug, everything afterwards by the mailed link."""

from django.conf import settings
from django.urls import path

from registrations.views import (
    cancel,
    details,
    documents,
    local_bank,
    lost_link,
    offer,
    pay,
    payment_return,
    personal_data,
    signup,
    status,
    thanks,
)

app_name = "registrations"
urlpatterns = [
    path("anmalan/<slug:slug>/", signup.signup, name="signup"),
    path("anmalan/<slug:slug>/overlaten/", details.given_away, name="given_away"),
    path("anmalan/<slug:slug>/ny-kontakt/", details.contact_changed, name="contact_changed"),
    path("ny-lank/", lost_link.lost_link, name="lost_link"),
    path("ny-lank/skickad/", lost_link.link_sent, name="link_sent"),
    path("raderat/", personal_data.erased, name="erased"),
    path("r/<str:token>/", status.status, name="status"),
    path("r/<str:token>/tack/", thanks.thanks, name="thanks"),
    path("r/<str:token>/erbjudande/", offer.offer, name="offer"),
    path("r/<str:token>/erbjudande/<int:number>/", offer.offer, name="offer"),
    path("r/<str:token>/vanta-igen/", offer.join_again, name="join_again"),
    path("r/<str:token>/vanta-igen/<int:number>/", offer.join_again, name="join_again"),
    path("r/<str:token>/betala/", pay.pay, name="pay"),
    path(
        "r/<str:token>/kvitto/<int:document_id>.pdf",
        documents.document,
        {"ending": "pdf"},
        name="document",
    ),
    path(
        "r/<str:token>/faktura/<int:document_id>.xml",
        documents.document,
        {"ending": "xml"},
        name="e_invoice",
    ),
    path("betalning/<uuid:uuid>/", payment_return.payment_return, name="payment_return"),
    path("r/<str:token>/avboka/", cancel.cancel, name="cancel"),
    path("r/<str:token>/uppgifter/", details.details, name="details"),
    path("r/<str:token>/uppgifter/<int:number>/", details.details, name="details"),
    path("r/<str:token>/svar/", details.answers, name="answers"),
    path("r/<str:token>/svar/<int:number>/", details.answers, name="answers"),
    path("r/<str:token>/mat-och-tillval/", details.extras, name="extras"),
    path("r/<str:token>/mat-och-tillval/<int:number>/", details.extras, name="extras"),
    path("r/<str:token>/kollega/", details.colleague, name="colleague"),
    path("r/<str:token>/kollega/<int:number>/", details.colleague, name="colleague"),
    path("r/<str:token>/namn/<int:number>/", details.name, name="name"),
    path("r/<str:token>/kontakt/", details.contact, name="contact"),
    path("r/<str:token>/faktura/", details.payer, name="payer"),
    path("r/<str:token>/mina-uppgifter.zip", personal_data.export, name="export"),
    path("r/<str:token>/radera/", personal_data.erase, name="erase"),
]
if settings.DEBUG and settings.PAYMENTS_BACKEND == "local":
    urlpatterns.append(path("betalning/prov/<uuid:uuid>/", local_bank.bank, name="local_bank"))
