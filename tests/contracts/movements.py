"""The shapes in which Stripe tells of money that moves: refunds, disputes, balance and payouts."""

from tests.contracts.objects import Thing, new_id


def refund(paid: Thing, parameters: Thing, *, amount: int, status: str, created: int) -> Thing:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "destination_details": {
            "type": "card",
            "card": {"reference_status": "pending", "reference_type": None, "type": "refund"},
        },
        "metadata": parameters.get("metadata") or {},
        "payment_intent": paid["payment_intent"],
        "reason": parameters.get("reason"),
        "receipt_number": None,
        "status": status,
    }


def dispute(paid: Thing, *, amount: int, reason: str, created: int, due_by: int) -> Thing:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": paid["livemode"],
        "metadata": {},
        "payment_intent": paid["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }


def early_fraud_warning(paid: Thing, *, created: int) -> Thing:
    return {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": paid["id"],
        "created": created,
        "fraud_type": "made_with_stolen_card",
        "livemode": paid["livemode"],
        "payment_intent": paid["payment_intent"],
    }


def balance_transaction(
    *, kind: str, source: str, amount: int, fee: int, created: int, available_on: int
) -> Thing:
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": "sek",
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": created,
        "currency": "sek",
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": fees if fee else [],
        "net": amount - fee,
        "reporting_category": "dispute" if kind == "adjustment" else kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }


def payout(*, amount: int, created: int, arrival: int, livemode: bool) -> Thing:
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": arrival,
        "automatic": True,
        "balance_transaction": None,
        "created": created,
        "currency": "sek",
        "description": "STRIPE PAYOUT",
        "destination": new_id("ba"),
        "livemode": livemode,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "paid",
        "type": "bank_account",
    }
