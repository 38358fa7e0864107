"""The shapes in which Stripe tells of its things, with every field that its classes demand."""

import secrets
from typing import Any

Thing = dict[str, Any]
METHODS = ["card", "klarna", "link", "swish"]


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def listed(url: str, data: list[Thing], *, has_more: bool = False) -> Thing:
    return {"object": "list", "url": url, "has_more": has_more, "data": data}


def line_item(line: Thing, *, created: int, livemode: bool) -> Thing:
    data, quantity = line["price_data"], line["quantity"]
    amount = data["unit_amount"]
    price = {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": data["currency"],
        "livemode": livemode,
        "metadata": {},
        "product": data.get("product") or new_id("prod"),
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount * quantity,
        "amount_tax": 0,
        "amount_total": amount * quantity,
        "currency": data["currency"],
        "description": data.get("product_data", {}).get("name"),
        "metadata": line.get("metadata", {}),
        "price": price,
        "quantity": quantity,
    }


def checkout_session(
    parameters: Thing, *, created: int, livemode: bool, page: str
) -> tuple[Thing, list[Thing]]:
    """A new session and its lines, which Stripe tells only when asked to expand them."""
    identity = new_id("cs_live" if livemode else "cs_test")
    lines = [
        line_item(line, created=created, livemode=livemode) for line in parameters["line_items"]
    ]
    total = sum(line["amount_total"] for line in lines)
    excluded = parameters.get("excluded_payment_method_types", [])
    allowed = parameters.get("allowed_payment_method_types", METHODS)
    email = parameters.get("customer_email")
    return {
        "id": identity,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": True, **parameters.get("adaptive_pricing", {})},
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": parameters.get("cancel_url"),
        "client_reference_id": parameters.get("client_reference_id"),
        "created": created,
        "currency": lines[0]["currency"],
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": customer_details(email) if email else None,
        "customer_email": email,
        "excluded_payment_method_types": excluded or None,
        "expires_at": parameters["expires_at"],
        "livemode": livemode,
        "locale": parameters.get("locale"),
        "metadata": parameters.get("metadata") or {},
        "mode": parameters["mode"],
        "payment_intent": None,
        "payment_method_options": parameters.get("payment_method_options", {}),
        "payment_method_types": [one for one in METHODS if one in allowed and one not in excluded],
        "payment_status": "unpaid" if total else "no_payment_required",
        "shipping_options": [],
        "status": "open",
        "submit_type": parameters.get("submit_type"),
        "success_url": parameters.get("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": page + identity,
        "wallet_options": parameters.get("wallet_options"),
    }, lines


def customer_details(email: str | None) -> Thing:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def payment_intent(session: Thing, data: Thing, *, created: int) -> Thing:
    identity = new_id("pi")
    return {
        "id": identity,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{identity}_secret_{secrets.token_hex(8)}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": session["currency"],
        "customer": None,
        "description": data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": session["livemode"],
        # Stripe doesn't copy the metadata of a session to its intent.
        "metadata": data.get("metadata") or {},
        "payment_method": None,
        "payment_method_types": session["payment_method_types"],
        "receipt_email": data.get("receipt_email"),
        "statement_descriptor": None,
        "status": "requires_payment_method",
    }


def charge(intent: Thing, *, status: str, method: str, created: int) -> Thing:
    paid = status == "succeeded"
    return {
        "id": new_id("ch" if method == "card" else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {
            "address": None,
            "email": intent["receipt_email"],
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "captured": status != "failed",
        "created": created,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_code": "card_declined" if status == "failed" else None,
        "failure_message": "Your card was declined." if status == "failed" else None,
        "livemode": intent["livemode"],
        "metadata": dict(intent["metadata"]),
        "paid": status != "failed",
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": method_details(method),
        "receipt_email": intent["receipt_email"],
        "receipt_url": None,
        "refunded": False,
        "status": status,
    }


def method_details(method: str) -> Thing:
    details: dict[str, Thing] = {
        "card": {"brand": "visa", "exp_month": 12, "exp_year": 2034, "last4": "4242"},
        "swish": {"payment_reference": "4A5B", "verified_phone_last4": "0123"},
    }
    return {"type": method, method: details.get(method, {})}


def customer(parameters: Thing, *, created: int, livemode: bool) -> Thing:
    return {
        "id": new_id("cus"),
        "object": "customer",
        "created": created,
        "email": parameters.get("email"),
        "livemode": livemode,
        "metadata": parameters.get("metadata") or {},
        "name": parameters.get("name"),
    }


def account() -> Thing:
    return {
        "id": "acct_1standin",
        "object": "account",
        "charges_enabled": True,
        "country": "SE",
        "default_currency": "sek",
        "details_submitted": True,
        "email": "economy@example.org",
        "payouts_enabled": True,
        "type": "standard",
    }


def event(
    kind: str, about: Thing, *, created: int, pending: int, request: Thing, version: str
) -> Thing:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": version,
        "created": created,
        "data": {"object": about},
        "livemode": about.get("livemode", request["livemode"]),
        "pending_webhooks": pending,
        "request": {"id": request["id"], "idempotency_key": request["idempotency_key"]},
        "type": kind,
    }
