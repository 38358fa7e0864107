from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"

    def ready(self) -> None:
        from anymail.signals import tracking  # noqa: PLC0415 (models are loaded only now)

        from registrations.mail.delivery import note_delivery  # noqa: PLC0415

        tracking.connect(note_delivery, dispatch_uid="registrations.note_delivery")
