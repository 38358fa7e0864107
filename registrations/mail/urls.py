"""Addresses of mail: the mail service's webhooks, and the mails kept on a developer's machine."""

from django.urls import path

from registrations.mail import local, webhooks

app_name = "mail"
urlpatterns = [
    path("anymail/<path:rest>", webhooks.take_events, name="webhook"),
    path("mejl/", local.list_mails, name="local_list"),
    path("mejl/<slug:name>/", local.show_mail, name="local_mail"),
    path("mejl/<slug:name>/html/", local.show_html, name="local_html"),
    path("mejl/<slug:name>/<int:number>/", local.download, name="local_attachment"),
]
