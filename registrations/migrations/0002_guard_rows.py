"""Lets the databases themselves refuse what is never edited: charges, the log, prices in use.

SQLite drops triggers when Django remakes a table: a later migration that alters one of these
tables must call `guard` again. `tests/registrations/test_guards.py` notices when it is forgotten.
"""

from django.db import migrations

# Table, trigger, the change that is refused, and why.
GUARDS = [
    (
        "registrations_charge",
        "charge_is_never_edited",
        "NEW.payer_id <> OLD.payer_id OR NEW.net_ore <> OLD.net_ore OR NEW.vat_ore <> OLD.vat_ore"
        " OR NEW.vat_rate <> OLD.vat_rate OR NEW.kind <> OLD.kind"
        " OR COALESCE(NEW.reverses_id, 0) <> COALESCE(OLD.reverses_id, 0)",
    ),
    (
        "registrations_logentry",
        "log_is_never_edited",
        "NEW.happening <> OLD.happening OR NEW.from_status <> OLD.from_status"
        " OR NEW.to_status <> OLD.to_status OR NEW.created_at <> OLD.created_at"
        " OR COALESCE(NEW.participant_id, 0) <> COALESCE(OLD.participant_id, 0)",
    ),
    (
        "registrations_fee",
        "fee_in_use_is_frozen",
        "(NEW.amount_ore <> OLD.amount_ore OR NEW.vat_rate <> OLD.vat_rate"
        " OR NEW.includes_vat <> OLD.includes_vat OR NEW.offering_id <> OLD.offering_id)"
        " AND EXISTS (SELECT 1 FROM registrations_participant WHERE fee_id = OLD.id)",
    ),
    (
        "registrations_extra",
        "extra_in_use_is_frozen",
        "(NEW.amount_ore <> OLD.amount_ore OR NEW.vat_rate <> OLD.vat_rate"
        " OR NEW.includes_vat <> OLD.includes_vat OR NEW.offering_id <> OLD.offering_id)"
        " AND EXISTS (SELECT 1 FROM registrations_choice WHERE extra_id = OLD.id)",
    ),
    (
        "registrations_participant",
        "participant_stays_with_its_offering",
        "NEW.offering_id <> OLD.offering_id OR NEW.registration_id <> OLD.registration_id",
    ),
]


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, refused in GUARDS:
        if is_sqlite:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {refused}"
                f" BEGIN SELECT RAISE(ABORT, '{name}'); END",
                params=None,
            )
        else:
            # EXISTS is not allowed in a PostgreSQL trigger's WHEN, so the function asks.
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {refused} THEN RAISE EXCEPTION '{name}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
                " RETURN NEW; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()",
                params=None,
            )


def unguard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, _refused in GUARDS:
        on_table = "" if is_sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER {name}{on_table}")
        if not is_sqlite:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_build_registrations")]

    operations = [migrations.RunPython(guard, unguard)]
