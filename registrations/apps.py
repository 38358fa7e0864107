from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class RegistrationsConfig(AppConfig):
    name = "registrations"

    def ready(self) -> None:
        from anymail.signals import tracking  # noqa: PLC0415 (models are loaded only now)

        from registrations import checks  # noqa: F401, PLC0415 (registers the checks)
        from registrations.mail.delivery import note_delivery  # noqa: PLC0415
        from registrations.sorting import teach_sqlite  # noqa: PLC0415
        from registrations.workspace.groups import create_groups  # noqa: PLC0415

        connection_created.connect(teach_sqlite, dispatch_uid="registrations.teach_sqlite")
        tracking.connect(note_delivery, dispatch_uid="registrations.note_delivery")
        post_migrate.connect(create_groups, sender=self, dispatch_uid="registrations.groups")
