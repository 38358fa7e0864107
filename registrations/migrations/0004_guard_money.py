"""Guards every row that is never edited or deleted: money and documents besides the former."""

from django.db import migrations

from registrations.migrations import _guards


def guard(apps, schema_editor):
    _guards.drop(schema_editor, _guards.FIRST)
    _guards.install(schema_editor, _guards.WITH_MONEY)


def unguard(apps, schema_editor):
    _guards.drop(schema_editor, _guards.WITH_MONEY)
    _guards.install(schema_editor, _guards.FIRST)


class Migration(migrations.Migration):
    dependencies = [("registrations", "0003_take_payments")]

    operations = [migrations.RunPython(guard, unguard)]
