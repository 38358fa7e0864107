"""The workspace's addresses under /admin/anmalningar/."""

from django.urls import path

from registrations.workspace import (
    bulk_views,
    caterer_views,
    decision_views,
    message_list,
    money_export_views,
    offering_views,
    payment_views,
    phone_views,
    refund_views,
    registration_actions,
    registration_views,
    seller_views,
    setup_views,
)

app_name = "workspace"

urlpatterns = [
    path("", offering_views.overview, name="overview"),
    path("tillfallen/", offering_views.offering_list, name="offerings"),
    path("tillfallen/nytt/", setup_views.create, name="create"),
    path("tillfallen/<int:pk>/", setup_views.setup, name="setup"),
    path(
        "tillfallen/<int:pk>/oppna/",
        offering_views.switch_signup,
        {"verb": "open"},
        name="open_signup",
    ),
    path(
        "tillfallen/<int:pk>/stang/",
        offering_views.switch_signup,
        {"verb": "close"},
        name="close_signup",
    ),
    path("tillfallen/<int:pk>/kopiera/", offering_views.duplicate, name="duplicate"),
    path("tillfallen/<int:pk>/stall-in/", offering_views.cancel_offering, name="cancel_offering"),
    path("tillfallen/<int:pk>/anmal/", phone_views.register_someone, name="register_someone"),
    path("tillfallen/<int:pk>/koket/", caterer_views.caterer_counts, name="caterer"),
    path("tillfallen/<int:pk>/atgard/", bulk_views.bulk, name="bulk"),
    path("tillfallen/<int:pk>/atgard/<slug:action>/", bulk_views.bulk_plan, name="bulk_plan"),
    path("tillfallen/<int:pk>/del/<slug:key>/", setup_views.section, name="section"),
    path("tillfallen/<int:pk>/rad/<slug:key>/ny/", setup_views.part, name="add_part"),
    path("tillfallen/<int:pk>/rad/<slug:key>/<int:row>/", setup_views.part, name="part"),
    path(
        "tillfallen/<int:pk>/rad/<slug:key>/<int:row>/ta-bort/",
        setup_views.part_remove,
        name="remove_part",
    ),
    path("anmalan/<int:pk>/", registration_views.registration, name="registration"),
    path(
        "anmalan/<int:pk>/halsosvar/",
        registration_views.health_answers,
        name="health_answers",
    ),
    path("anmalan/<int:pk>/skicka-lank/", registration_actions.resend_link, name="resend_link"),
    path("anmalan/<int:pk>/kontakt/", registration_actions.change_contact, name="change_contact"),
    path(
        "anmalan/<int:pk>/betalare/<int:payer>/",
        registration_actions.change_payer,
        name="change_payer",
    ),
    path("anmalan/<int:pk>/anteckning/", registration_actions.change_note, name="change_note"),
    path(
        "deltagare/<int:pk>/<slug:verb>/",
        registration_actions.act,
        name="act",
    ),
    path("beslut/", decision_views.decisions, name="decisions"),
    path("beslut/<int:pk>/", decision_views.settle, name="settle"),
    path("atgarder/", bulk_views.batches, name="batches"),
    path("atgarder/<int:pk>/", bulk_views.batch, name="batch"),
    path("atgarder/<int:pk>/stoppa/", bulk_views.batch_stop, name="batch_stop"),
    path("betalningar/<int:pk>/", payment_views.payment, name="payment"),
    path("betalningar/<int:pk>/fraga/", payment_views.payment_sync, name="payment_sync"),
    path("betalningar/<int:pk>/aterbetala/", refund_views.refund, name="refund"),
    path(
        "betalningar/<int:pk>/aterbetalning/<int:refund>/stoppa/",
        refund_views.hold_back,
        name="hold_back",
    ),
    path(
        "betalningar/<int:pk>/pengar/<int:payment>/tillbaka/",
        refund_views.give_back,
        name="give_back",
    ),
    path(
        "betalningar/<int:pk>/pengar/<int:payment>/for-hand/",
        refund_views.paid_by_hand,
        name="paid_by_hand",
    ),
    path(
        "betalningar/<int:pk>/pengar/<int:payment>/skuld/",
        refund_views.put_on_debt,
        name="put_on_debt",
    ),
    path("underlag/<int:pk>.pdf", payment_views.document, name="document"),
    path("bokforing/", money_export_views.money_export, name="money_export"),
    path("saljare/", seller_views.sellers, name="sellers"),
    path("saljare/ny/", seller_views.seller, name="add_seller"),
    path("saljare/<int:pk>/", seller_views.seller, name="seller"),
    path("mejl/<int:pk>/", message_list.message, name="message"),
    path("mejl/<int:pk>/innehall/", message_list.message_body, name="message_body"),
]
