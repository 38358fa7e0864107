"""How long Stripe's specification lets each text of a request be; no type carries it.

From the published specification of the API (PostCheckoutSessions and what the other operations
of the stand-in share). `[*]` stands for any index of a list, `<method>` for any way to pay.
"""

import re

# Ids, cursors and paths to expand.
OF_AN_ID = 5000
IDS = {
    "charge",
    "customer",
    "customer_account",
    "ending_before",
    "expand[*]",
    "payment_intent",
    "payment_link",
    "payout",
    "source",
    "starting_after",
    "subscription",
    "type",
    "types[*]",
}
LINE = "line_items[*]"
PRODUCT = f"{LINE}[price_data][product_data]"
INTENT = "payment_intent_data"
INVOICE = "invoice_creation[invoice_data]"
FIELD = "custom_fields[*]"
METHOD = "payment_method_options[<method>]"
LENGTHS = {
    "branding_settings[background_color]": 5000,
    "branding_settings[button_color]": 5000,
    "branding_settings[display_name]": 5000,
    "client_reference_id": 200,
    "custom_text[after_submit][message]": 1200,
    "custom_text[shipping_address][message]": 1200,
    "custom_text[submit][message]": 1200,
    "custom_text[terms_of_service_acceptance][message]": 1200,
    "discounts[*][coupon]": 5000,
    "discounts[*][promotion_code]": 5000,
    f"{FIELD}[dropdown][default_value]": 100,
    f"{FIELD}[dropdown][options][*][label]": 100,
    f"{FIELD}[dropdown][options][*][value]": 100,
    f"{FIELD}[key]": 200,
    f"{FIELD}[label][custom]": 100,
    f"{FIELD}[numeric][default_value]": 255,
    f"{FIELD}[text][default_value]": 255,
    "integration_identifier": 200,
    f"{INVOICE}[account_tax_ids][*]": 5000,
    f"{INVOICE}[custom_fields][*][name]": 40,
    f"{INVOICE}[custom_fields][*][value]": 140,
    f"{INVOICE}[description]": 1500,
    f"{INVOICE}[footer]": 5000,
    f"{INVOICE}[rendering_options][template]": 5000,
    f"{LINE}[price]": 5000,
    f"{LINE}[price_data][product]": 5000,
    f"{PRODUCT}[description]": 40000,
    f"{PRODUCT}[name]": 5000,
    f"{PRODUCT}[tax_code]": 5000,
    f"{PRODUCT}[tax_details][performance_location]": 5000,
    f"{PRODUCT}[unit_label]": 12,
    f"{LINE}[tax_rates][*]": 5000,
    "optional_items[*][price]": 5000,
    f"{INTENT}[description]": 1000,
    f"{INTENT}[shipping][address][city]": 5000,
    f"{INTENT}[shipping][address][country]": 5000,
    f"{INTENT}[shipping][address][line1]": 5000,
    f"{INTENT}[shipping][address][line2]": 5000,
    f"{INTENT}[shipping][address][postal_code]": 5000,
    f"{INTENT}[shipping][address][state]": 5000,
    f"{INTENT}[shipping][carrier]": 5000,
    f"{INTENT}[shipping][name]": 5000,
    f"{INTENT}[shipping][phone]": 5000,
    f"{INTENT}[shipping][tracking_number]": 5000,
    f"{INTENT}[statement_descriptor]": 22,
    f"{INTENT}[statement_descriptor_suffix]": 22,
    "payment_method_configuration": 100,
    f"{METHOD}[mandate_options][interval_description]": 500,
    f"{METHOD}[mandate_options][reference_prefix]": 12,
    f"{METHOD}[reference]": 5000,
    f"{METHOD}[risk_correlation_id]": 32,
    f"{METHOD}[statement_descriptor_suffix_kana]": 22,
    f"{METHOD}[statement_descriptor_suffix_kanji]": 17,
    f"{METHOD}[target_date]": 5000,
    "payment_method_options[paypal][reference]": 127,
    "setup_intent_data[description]": 1000,
}


def length_allowed(path: str) -> int | None:
    """The most characters that the text at a path of a request may have."""
    pattern = re.sub(r"\[\d+\]", "[*]", path)
    if pattern in IDS:
        return OF_AN_ID
    any_method = re.sub(r"^(payment_method_options)\[\w+\]", r"\1[<method>]", pattern)
    return LENGTHS.get(pattern) or LENGTHS.get(any_method)
