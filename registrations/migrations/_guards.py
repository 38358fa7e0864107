"""Triggers by which both databases refuse to edit or delete what is never edited or deleted.

A guard is a table, a name and the condition of a change that is refused; a condition of None
refuses deleting. A fourth word says which other event is refused. THIS_YEAR stands for the year
by the clock of the database.
"""

FIRST = [
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
_BY_NAME = {name: (table, name, refused) for table, name, refused in FIRST}

WITH_MONEY = [
    (
        "registrations_charge",
        "charge_is_never_edited",
        _BY_NAME["charge_is_never_edited"][2] + " OR NEW.vat_kind <> OLD.vat_kind OR NEW.text <> OLD.text"
        " OR NEW.created_at <> OLD.created_at"
        " OR COALESCE(NEW.participant_id, 0) <> COALESCE(OLD.participant_id, 0)",
    ),
    _BY_NAME["log_is_never_edited"],
    (
        "registrations_fee",
        "fee_in_use_is_frozen",
        "(NEW.amount_ore <> OLD.amount_ore OR NEW.vat_rate <> OLD.vat_rate"
        " OR NEW.includes_vat <> OLD.includes_vat OR NEW.vat_kind <> OLD.vat_kind"
        " OR NEW.offering_id <> OLD.offering_id)"
        " AND EXISTS (SELECT 1 FROM registrations_participant WHERE fee_id = OLD.id)",
    ),
    (
        "registrations_extra",
        "extra_in_use_is_frozen",
        "(NEW.amount_ore <> OLD.amount_ore OR NEW.vat_rate <> OLD.vat_rate"
        " OR NEW.includes_vat <> OLD.includes_vat OR NEW.vat_kind <> OLD.vat_kind"
        " OR NEW.offering_id <> OLD.offering_id)"
        " AND EXISTS (SELECT 1 FROM registrations_choice WHERE extra_id = OLD.id)",
    ),
    _BY_NAME["participant_stays_with_its_offering"],
    (
        "registrations_payment",
        "payment_is_never_edited",
        "NEW.amount_ore <> OLD.amount_ore OR NEW.source <> OLD.source"
        " OR NEW.external_id <> OLD.external_id OR NEW.currency <> OLD.currency"
        " OR NEW.received_at <> OLD.received_at OR NEW.is_live <> OLD.is_live"
        " OR (OLD.payer_id IS NOT NULL AND COALESCE(NEW.payer_id, 0) <> OLD.payer_id)"
        " OR (OLD.checkout_id IS NOT NULL AND COALESCE(NEW.checkout_id, 0) <> OLD.checkout_id)",
    ),
    (
        "registrations_allocation",
        "allocation_is_never_edited",
        "NEW.payment_id <> OLD.payment_id OR NEW.charge_id <> OLD.charge_id"
        " OR NEW.amount_ore <> OLD.amount_ore OR NEW.created_at <> OLD.created_at",
    ),
    (
        "registrations_refund",
        "refund_keeps_its_sum",
        "NEW.payment_id <> OLD.payment_id OR NEW.amount_ore <> OLD.amount_ore"
        " OR NEW.uuid <> OLD.uuid",
    ),
    (
        "registrations_checkout",
        "checkout_keeps_its_sum",
        "NEW.payer_id <> OLD.payer_id OR NEW.amount_ore <> OLD.amount_ore"
        " OR NEW.uuid <> OLD.uuid OR NEW.currency <> OLD.currency",
    ),
    (
        "registrations_document",
        "document_is_never_edited",
        "NEW.kind <> OLD.kind OR NEW.series <> OLD.series OR NEW.year <> OLD.year"
        " OR NEW.number <> OLD.number OR NEW.net_ore <> OLD.net_ore OR NEW.vat_ore <> OLD.vat_ore"
        " OR NEW.issued_on <> OLD.issued_on OR NEW.payer_id <> OLD.payer_id"
        # Emptied when the years of bookkeeping are over, never changed.
        " OR (CAST(NEW.content AS text) <> CAST(OLD.content AS text)"
        " AND CAST(NEW.content AS text) <> '{}')"
        " OR NEW.is_live <> OLD.is_live OR NEW.language <> OLD.language"
        " OR COALESCE(NEW.payment_id, 0) <> COALESCE(OLD.payment_id, 0)"
        " OR COALESCE(NEW.credits_id, 0) <> COALESCE(OLD.credits_id, 0)",
    ),
    (
        "registrations_documentline",
        "document_line_is_never_edited",
        "NEW.document_id <> OLD.document_id OR NEW.charge_id <> OLD.charge_id",
    ),
    (
        "registrations_documentfile",
        "document_file_is_never_edited",
        "NEW.document_id <> OLD.document_id"
        " OR ((NEW.sha256 <> OLD.sha256 OR NEW.body <> OLD.body) AND LENGTH(NEW.body) > 0)",
    ),
    *(
        (f"registrations_{model}", f"{model}_is_never_deleted", None)
        for model in (
            "logentry",
            "charge",
            "payment",
            "allocation",
            "refund",
            "document",
            "documentline",
            "documentfile",
        )
    ),
]


# Emptied after the eighth year, and not by anybody who says that it is later than it is.
_KEPT_YEARS = "THIS_YEAR - 8"
_CHANGED = {"charge_is_never_edited":
    " OR COALESCE(NEW.recovers_id, 0) <> COALESCE(OLD.recovers_id, 0)",
    "document_is_never_edited": " OR NEW.offering_id <> OLD.offering_id"
    " OR NEW.created_at <> OLD.created_at"
    " OR (CAST(NEW.content AS text) <> CAST(OLD.content AS text)"
    f" AND OLD.year >= {_KEPT_YEARS})"
    " OR COALESCE(NEW.ocr, '') <> COALESCE(OLD.ocr, '')"
    " OR COALESCE(CAST(NEW.due_on AS text), '') <> COALESCE(CAST(OLD.due_on AS text), '')"
    " OR COALESCE(CAST(NEW.supplied_on AS text), '') <> COALESCE(CAST(OLD.supplied_on AS text), '')",
    "document_file_is_never_edited": " OR NEW.media_type <> OLD.media_type"
    " OR NEW.rendered_at <> OLD.rendered_at OR (NEW.body <> OLD.body AND EXISTS"
    " (SELECT 1 FROM registrations_document WHERE id = OLD.document_id"
    f" AND year >= {_KEPT_YEARS}))"}

WITH_INVOICES = [
    *(
        (table, name, refused and refused + _CHANGED.get(name, ""))
        for table, name, refused in WITH_MONEY
    ),
    (
        "registrations_documentline",
        "document_line_comes_before_the_file",
        "EXISTS (SELECT 1 FROM registrations_documentfile WHERE document_id = NEW.document_id)",
        "INSERT",
    ),
    (
        "registrations_documentseries",
        "document_series_counts_by_one",
        "NEW.code <> OLD.code OR NEW.year <> OLD.year OR NEW.ocr_prefix <> OLD.ocr_prefix"
        " OR NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1)",
    ),
    (
        "registrations_documentevent",
        "document_event_is_never_edited",
        "NEW.document_id <> OLD.document_id OR NEW.happening <> OLD.happening"
        " OR NEW.created_at <> OLD.created_at",
    ),
    (
        "registrations_reminder",
        "reminder_is_never_edited",
        "NEW.document_id <> OLD.document_id OR NEW.number <> OLD.number"
        " OR NEW.open_ore <> OLD.open_ore OR NEW.due_on <> OLD.due_on"
        " OR COALESCE(NEW.charge_id, 0) <> COALESCE(OLD.charge_id, 0)",
    ),
    (
        "registrations_bankmovement",
        "bank_movement_is_never_edited",
        "NEW.file_id <> OLD.file_id OR NEW.key <> OLD.key OR NEW.account <> OLD.account"
        " OR NEW.amount_ore <> OLD.amount_ore OR NEW.currency <> OLD.currency"
        " OR NEW.booked_on <> OLD.booked_on"
        " OR (OLD.payment_id IS NOT NULL AND COALESCE(NEW.payment_id, 0) <> OLD.payment_id)"
        " OR (OLD.refund_id IS NOT NULL AND COALESCE(NEW.refund_id, 0) <> OLD.refund_id)",
    ),
    (
        "registrations_bookexport",
        "book_export_is_never_edited",
        "NEW.debit_ore <> OLD.debit_ore OR NEW.voucher_count <> OLD.voucher_count"
        " OR NEW.from_on <> OLD.from_on OR NEW.until_on <> OLD.until_on"
        # Emptied when the years of bookkeeping are over, never changed.
        " OR ((NEW.sha256 <> OLD.sha256 OR NEW.body <> OLD.body) AND (LENGTH(NEW.body) > 0"
        f" OR CAST(SUBSTR(CAST(OLD.until_on AS text), 1, 4) AS integer) >= {_KEPT_YEARS}))",
    ),
    (
        "registrations_exportedvoucher",
        "exported_voucher_is_never_edited",
        "NEW.export_id <> OLD.export_id OR NEW.source <> OLD.source",
    ),
    *(
        (f"registrations_{model}", f"{model}_is_never_deleted", None)
        for model in (
            "documentevent",
            "reminder",
            "bankmovement",
            "bankfile",
            "bookexport",
            "exportedvoucher",
            "documentseries",
        )
    ),
]


WITH_CHECK_INS = [
    (
        "registrations_checkin",
        "check_in_is_never_edited",
        "NEW.key <> OLD.key OR NEW.participant_id <> OLD.participant_id"
        " OR NEW.occasion_id <> OLD.occasion_id OR NEW.happened_at <> OLD.happened_at"
        " OR NEW.recorded_at <> OLD.recorded_at"
        " OR COALESCE(NEW.undoes_id, 0) <> COALESCE(OLD.undoes_id, 0)"
        # Emptied when its purpose is over, or when the member of staff is removed.
        " OR (NEW.device <> OLD.device AND NEW.device <> '')"
        " OR (NEW.by_id IS NOT NULL AND NEW.by_id <> COALESCE(OLD.by_id, 0))",
    ),
    ("registrations_checkin", "check_in_is_never_deleted", None),
]


def install(schema_editor, guards):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    year = "CAST(strftime('%Y', 'now') AS integer)" if is_sqlite else "EXTRACT(YEAR FROM now())"
    for table, name, refused, *events in guards:
        event = events[0] if events else "DELETE" if refused is None else "UPDATE"
        condition = "TRUE" if refused is None else refused.replace("THIS_YEAR", year)
        statements = (
            [
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
            ]
            if is_sqlite
            # EXISTS is not allowed in a PostgreSQL trigger's WHEN, so the function asks.
            else [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {condition} THEN RAISE EXCEPTION '{name}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
                f" RETURN {'OLD' if refused is None else 'NEW'}; END $$",
                f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
        )
        for statement in statements:
            schema_editor.execute(statement, params=None)


def drop(schema_editor, guards):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, *_rest in guards:
        on_table = "" if is_sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if not is_sqlite:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
