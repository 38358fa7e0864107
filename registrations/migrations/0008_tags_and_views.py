import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("registrations", "0007_check_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", KEY),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="registrations.offering",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("offering", "name"), name="tag_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipantTag",
            fields=[
                ("id", KEY),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tag_rows",
                        to="registrations.participant",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="registrations.tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag on a participant",
                "verbose_name_plural": "tags on participants",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "tag"), name="participant_tag_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", KEY),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.TextField(blank=True)),
                (
                    "is_shared",
                    models.BooleanField(
                        default=False, verbose_name="shown to everyone who sees the list"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to="registrations.offering",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ("pk",),
            },
        ),
    ]
