"""Makes the table of who came, which both databases refuse to edit or delete in."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from registrations.migrations import _guards


def guard(apps, schema_editor):
    _guards.install(schema_editor, _guards.WITH_CHECK_INS)


def unguard(apps, schema_editor):
    _guards.drop(schema_editor, _guards.WITH_CHECK_INS)


class Migration(migrations.Migration):
    dependencies = [
        ("registrations", "0006_seed_books"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bounce", "A mail did not arrive"),
                    ("complaint", "A mail was reported as spam"),
                    ("duplicate", "The same person twice"),
                    ("mail_failed", "A mail could not be sent"),
                    ("stray_money", "Money without a seat"),
                    ("wrong_money", "A payment does not match"),
                    ("bank", "Something in a bank file"),
                    ("refund", "A refund failed"),
                    ("elsewhere", "Refunded at the payment provider"),
                    ("dispute", "A payment is disputed"),
                    ("fee_check", "A fee to check"),
                    ("no_seat", "Checked in without a seat"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "device",
                    models.CharField(blank=True, max_length=40, verbose_name="device at the door"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "occasion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="registrations.occasion",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="registrations.participant",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="registrations.checkin",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in",
                "verbose_name_plural": "check-ins",
                "ordering": ("pk",),
                "default_permissions": (),
                "permissions": [("check_in_participant", "Can check people in at the door")],
                "indexes": [
                    models.Index(fields=["occasion", "participant"], name="check_in_by_occasion")
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
