"""Writes the accounts, VAT rates and texts to begin with, all editable, and the guards over invoices.

Sources: BAS accounts (bas.se); Skatteverket 2016-11-29, dnr 131 286740-16/111; Prop. 2025/26:55.
"""

from datetime import date

from django.db import migrations

from registrations.migrations import _guards

BEGINNING = date(2000, 1, 1)

# role, kind of VAT, rate, number, name
ACCOUNTS = [
    ("receivable", "", 0, "1510", "Kundfordringar"),
    ("card", "", 0, "1580", "Fordringar för kontokort"),
    ("bank", "", 0, "1930", "Företagskonto"),
    ("prepaid", "", 0, "2970", "Förutbetalda intäkter"),
    ("unplaced", "", 0, "2890", "Oplacerade inbetalningar"),
    ("vat", "taxed", 25, "2611", "Utgående moms 25 %"),
    ("vat", "taxed", 12, "2621", "Utgående moms 12 %"),
    ("vat", "taxed", 6, "2631", "Utgående moms 6 %"),
    ("vat", "margin", 25, "2616", "Utgående moms, vinstmarginal"),
    ("sales", "taxed", 25, "3001", "Försäljning 25 % moms"),
    ("sales", "taxed", 12, "3002", "Försäljning 12 % moms"),
    ("sales", "taxed", 6, "3003", "Försäljning 6 % moms"),
    ("sales", "exempt", 0, "3004", "Försäljning momsfri"),
    ("sales", "outside", 0, "3004", "Försäljning momsfri"),
    ("sales", "margin", 0, "3211", "Försäljning, vinstmarginal"),
    ("sales", "reverse", 0, "3308", "Försäljning tjänster till EU, omvänd skattskyldighet"),
    ("rounding", "", 0, "3740", "Öres- och kronutjämning"),
    ("reminders", "", 0, "3590", "Påminnelseavgifter"),
    ("fees", "", 0, "6570", "Bank- och kortavgifter"),
    ("bad_debt", "", 0, "6351", "Konstaterade förluster på kundfordringar"),
]

CONFERENCE = "Skatteverket 2016-11-29, dnr 131 286740-16/111"
FOOD = "Prop. 2025/26:55"
# code, Swedish, English, kind of VAT, rate, from, until, source
RULES = [
    ("conference", "Konferens eller utbildning, lunch och fika ingår",
     "Conference or training, lunch and coffee included", "taxed", 25, BEGINNING, None, CONFERENCE),
    ("dinner", "Middag och annan servering, utan alkohol",
     "Dinner and other catering, without alcohol", "taxed", 12, BEGINNING, None, FOOD),
    ("alcohol", "Vin, starköl och sprit", "Wine, strong beer and spirits",
     "taxed", 25, BEGINNING, None, FOOD),
    ("food", "Mat som vara, till exempel lunchpåse", "Food as goods, such as a lunch bag",
     "taxed", 12, BEGINNING, date(2026, 3, 31), ""),
    ("food", "Mat som vara, till exempel lunchpåse", "Food as goods, such as a lunch bag",
     "taxed", 6, date(2026, 4, 1), date(2027, 12, 31), FOOD),
    ("food", "Mat som vara, till exempel lunchpåse", "Food as goods, such as a lunch bag",
     "taxed", 12, date(2028, 1, 1), None, FOOD),
    ("lodging", "Hotellrum", "Hotel room", "taxed", 12, BEGINNING, None, ""),
    ("transport", "Persontransport i Sverige", "Passenger transport in Sweden",
     "taxed", 6, BEGINNING, None, ""),
    ("book", "Bok", "Book", "taxed", 6, BEGINNING, None, ""),
    ("trip", "Resa med inköpta resetjänster (vinstmarginal)",
     "Trip with bought-in travel services (margin scheme)", "margin", 0, BEGINNING, None,
     "ML 2023:200, 19 kap."),
    ("outside", "Utanför moms: medlemsavgift, bidrag, allmännyttig förening",
     "Outside VAT: membership fee, grant, public-benefit association", "outside", 0, BEGINNING,
     None, "Skatteverket 323773"),
    ("exempt", "Undantaget från moms", "Exempt from VAT", "exempt", 0, BEGINNING, None,
     "ML 2023:200, 10 kap."),
]

# kind, code for e-invoices, Swedish, English
TEXTS = [
    ("outside", "VATEX-EU-O", "Utanför moms: ingen moms är debiterad.",
     "Outside VAT: no VAT is charged on this sale."),
    ("exempt", "", "Undantag från skatteplikt enligt 10 kap. mervärdesskattelagen (2023:200).",
     "Exempt from VAT under chapter 10 of the Swedish VAT Act (2023:200)."),
    ("margin", "VATEX-EU-D", "Vinstmarginalbeskattning för resebyråer. Ingen moms redovisas.",
     "Margin scheme for travel agents: no VAT is shown."),
    ("reverse", "VATEX-EU-AE", "Omvänd betalningsskyldighet: köparen redovisar momsen.",
     "Reverse charge: the buyer accounts for the VAT."),
]


def seed(apps, schema_editor):
    apps.get_model("registrations", "BookAccount").objects.bulk_create(
        apps.get_model("registrations", "BookAccount")(
            role=role, vat_kind=kind, vat_rate=rate, number=number, name=name, from_on=BEGINNING
        )
        for role, kind, rate, number, name in ACCOUNTS
    )
    rule = apps.get_model("registrations", "VatRule")
    rule.objects.bulk_create(
        rule(
            component=code, name_sv=sv, name_en=en, vat_kind=kind, vat_rate=rate, from_on=start,
            until_on=end, basis=basis, sort_order=order,
        )
        for order, (code, sv, en, kind, rate, start, end, basis) in enumerate(RULES)
    )
    text = apps.get_model("registrations", "VatText")
    text.objects.bulk_create(
        text(vat_kind=kind, code=code, text_sv=sv, text_en=en, from_on=BEGINNING)
        for kind, code, sv, en in TEXTS
    )
    _guards.install(schema_editor, _guards.WITH_INVOICES)


def unseed(apps, schema_editor):
    _guards.drop(schema_editor, _guards.WITH_INVOICES)
    for name in ("BookAccount", "VatRule", "VatText"):
        apps.get_model("registrations", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registrations", "0005_invoice_and_bank")]

    operations = [migrations.RunPython(seed, unseed)]
