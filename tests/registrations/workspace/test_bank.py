"""The bank's pages: take a file in, place payments, settle what is put aside."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registrations.actors import SYSTEM
from registrations.invoicing import crediting
from registrations.invoicing.bank import aside, leaving, placing
from registrations.invoicing.bank.refusals import ChangedMeanwhile
from registrations.invoicing.bank.seen import seen_of
from registrations.models import (
    BankAccount,
    BankFile,
    BankMovement,
    CsvMapping,
    Decision,
    Document,
    Payment,
)
from registrations.words import MovementKind
from tests.factories.bank import DAY, csv_mapping, csv_of, paying, read
from tests.factories.billing import invoice, sign_up_invoiced, standing_of
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true
from tests.registrations.workspace.conftest import SignIn

pytestmark = pytest.mark.web


@pytest.fixture
def bookkeeper(sign_in: SignIn) -> Client:
    return sign_in("Bookkeepers")


@pytest.fixture
def document(db: Any) -> Document:
    make_seller()
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    return another()


def another() -> Document:
    return invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))


def url(name: str, *args: object) -> str:
    return reverse(f"workspace:{name}", args=args)


def upload(client: Client, body: bytes, **data: Any) -> Any:
    file = SimpleUploadedFile("bank.xml", body)
    return client.post(url("bank_files"), {"file": file, **data})


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_preview_shows_what_a_file_would_do_and_keeps_nothing(
    bookkeeper: Client, document: Document
) -> None:
    body = camt(File([paying(document), paying(document, number="B9", currency="EUR")]))

    response = upload(bookkeeper, body)

    assert "1 betalning betalar faktura genom sitt OCR-nummer: 1 250 kr." in words(response)
    assert "En annan valuta än kronor" in words(response)
    assert f"{document.full_number} (1 250 kr)" in words(response)
    assert not BankFile.objects.exists()
    assert standing_of(document).open_ore == 125_000


def test_previewed_file_is_read_in_as_shown(bookkeeper: Client, document: Document) -> None:
    shown = upload(bookkeeper, camt(File([paying(document)])))

    response = bookkeeper.post(
        url("bank_files"), {"sealed": shown.context["sealed"], "sure": "1"}, follow=True
    )

    assert "Filen är läst: 1 ny händelse." in words(response)
    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_file_changed_after_its_preview_is_refused(bookkeeper: Client, document: Document) -> None:
    shown = upload(bookkeeper, camt(File([paying(document)])))

    sealed = shown.context["sealed"].replace("|", "|A", 1)
    response = bookkeeper.post(url("bank_files"), {"sealed": sealed}, follow=True)

    assert "Förhandsvisningen är för gammal. Välj filen igen." in words(response)
    assert not BankFile.objects.exists()


def test_large_file_is_chosen_again(bookkeeper: Client, document: Document) -> None:
    response = upload(bookkeeper, camt(File([paying(document)])), sure="1")

    assert response.status_code == 302
    assert BankFile.objects.get().new_count == 1


@pytest.mark.parametrize("body", [b"<!DOCTYPE a><a/>", b"<a", b"", b"<html/>"])
def test_refused_file_says_why_beside_the_field(bookkeeper: Client, body: bytes) -> None:
    response = upload(bookkeeper, body)

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_csv_is_read_by_its_mapping(bookkeeper: Client, document: Document) -> None:
    mapping = csv_mapping()

    upload(bookkeeper, csv_of([paying(document)]), mapping=mapping.pk, sure="1")

    assert standing_of(document).open_ore == 0


def test_page_of_a_file_shows_where_its_money_lies(bookkeeper: Client, document: Document) -> None:
    file = read(paying(document), Movement(700, "B8", DAY, text="Gåva", payer="Ann"))

    response = bookkeeper.get(url("bank_file", file.pk))

    assert f"{document.full_number} (1 250 kr)" in words(response)
    assert "Inte placerad: 7 kr" in words(response)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("open", {"Ann", "Bo"}),
        ("proposed", {"Bo"}),
        ("aside", {"Cia"}),
        ("all", {"Ann", "Bo", "Cia", "Dan"}),
    ],
)
def test_views_part_the_movements(
    bookkeeper: Client, document: Document, view: str, expected: set[str]
) -> None:
    other = another()
    read(
        Movement(700, "B1", DAY, text="Gåva", payer="Ann"),
        Movement(700, "B2", DAY, text=document.full_number, payer="Bo"),
        Movement(700, "B3", DAY, payer="Cia", currency="EUR"),
        paying(other, payer="Dan", number="D1"),
    )

    response = bookkeeper.get(url("bank_movements"), {"view": view})

    assert {row.who for row in response.context["rows"]} == expected


def test_search_finds_by_sum_and_message(bookkeeper: Client, document: Document) -> None:
    read(
        Movement(700, "B1", DAY, text="Gåva", payer="Ann"),
        Movement(123_450, "B2", DAY, text="Medlem", payer="Bo"),
    )

    for asked in ("1234,50", "medlem"):
        response = bookkeeper.get(url("bank_movements"), {"q": asked})
        assert [row.who for row in response.context["rows"]] == ["Bo"]


@pytest.mark.parametrize("name", ["bank_movements", "bank_files", "bank_accounts", "csv_mappings"])
def test_lists_take_no_more_statements_with_more_rows(
    bookkeeper: Client, document: Document, name: str, django_assert_max_num_queries: Any
) -> None:
    def fill(number: int) -> None:
        read(
            Movement(700, f"A{number}", DAY, text=f"{document.full_number} {number}", payer="A"),
            Movement(900 + number, f"C{number}", DAY, payer="Cia", currency="EUR"),
            paying(document, 100, number=f"D{number}"),
            message_id=f"M{number}",
        )
        account = BankAccount.objects.create(name=f"K{number}", number=f"K{number}")
        CsvMapping.objects.create(name=f"K{number}", account=account)

    fill(1)
    bookkeeper.get(url(name))
    with django_assert_max_num_queries(60) as one:
        bookkeeper.get(url(name))
    for number in range(2, 6):
        fill(number)

    with django_assert_max_num_queries(len(one)):
        bookkeeper.get(url(name))


def payment_of(text: str = "", ore: int = 125_000, **fields: Any) -> Payment:
    read(Movement(ore, "B1", DAY, text=text, payer="Okänd", **fields))
    return Payment.objects.get()


def sent(shown: Any) -> dict[str, str]:
    """Return what the page sends that shows what placing a payment does."""
    return {**dict(shown.context["hidden"]), "sure": "1"}


def test_proposal_is_shown_and_placed_when_confirmed(
    bookkeeper: Client, document: Document
) -> None:
    payment = payment_of(document.full_number)
    address = url("bank_place", payment.pk)

    asked = bookkeeper.get(address)
    assert "Meddelandet har fakturans nummer" in words(asked)
    name = f"invoice-{document.pk}"
    assert asked.context["form"][name].value() == "1250"

    seen = asked.context["form"]["seen"].value()
    shown = bookkeeper.post(address, {name: "1250", "seen": seen})
    assert "Den är då betald." in words(shown)
    assert standing_of(document).open_ore == 125_000

    done = bookkeeper.post(address, sent(shown), follow=True)
    assert "Hela är placerad." in words(done)
    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_payment_is_split_over_invoices_that_are_searched_for(
    bookkeeper: Client, document: Document
) -> None:
    other = another()
    payment = payment_of("Tack", 200_000)
    address = url("bank_place", payment.pk)

    found = bookkeeper.get(address, {"q": "eslöv"})
    names = [f"invoice-{one.pk}" for one in (document, other)]
    form = found.context["form"]
    assert set(form.fields) == {*names, "seen"}
    seen = form["seen"].value()
    typed = {names[0]: "1 250", names[1]: "500,00", "seen": seen}
    bookkeeper.post(address, sent(bookkeeper.post(address, typed)))

    assert (standing_of(document).open_ore, standing_of(other).open_ore) == (0, 75_000)
    assert Decision.objects.filter(settled_at__isnull=True).count() == 1
    assert_always_true()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv hur mycket som går till minst en faktura."),
        ("2000", "Högst 1 250 kr är kvar att betala."),
        ("1000", "Tillsammans högst 7 kr: så mycket är kvar av betalningen."),
        ("abc", "Skriv summan i kronor, till exempel 1 950 eller 1 950,50."),
    ],
)
def test_wrong_sum_is_explained(
    bookkeeper: Client, document: Document, typed: str, sentence: str
) -> None:
    payment = payment_of(document.full_number, 700)

    address = url("bank_place", payment.pk)
    seen = bookkeeper.get(address).context["form"]["seen"].value()
    response = bookkeeper.post(
        address, {f"invoice-{document.pk}": typed, "seen": seen, "sure": "1"}
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert standing_of(document).open_ore == 125_000


def test_money_is_taken_off_and_waits_again(bookkeeper: Client, document: Document) -> None:
    read(paying(document))
    payment = Payment.objects.get()
    address = url("bank_take_off", payment.pk, document.pk)

    assert f"Ta 1 250 kr från {document.full_number}" in words(bookkeeper.get(address))
    bookkeeper.post(address, {"reason": "Fel faktura"})

    assert standing_of(document).open_ore == 125_000
    assert_always_true()


CHANGED = "Någon har ändrat det under tiden. Så här står det nu."


def test_placing_pressed_twice_places_once(bookkeeper: Client, document: Document) -> None:
    payment = payment_of("Tack", 100_000)
    address, name = url("bank_place", payment.pk), f"invoice-{document.pk}"
    found = bookkeeper.get(address, {"q": "eslöv"})
    seen = found.context["form"]["seen"].value()
    data = sent(bookkeeper.post(address, {name: "300", "seen": seen}))

    bookkeeper.post(address, data)
    again = bookkeeper.post(address, data)

    assert standing_of(document).paid_ore == 30_000
    assert again.status_code == 422
    assert CHANGED in words(again)
    assert "Kvar att betala: 950 kr." in words(again)
    form = again.context["form"]
    assert form[name].value() == "300"
    # Who wants to place as much once more says so of what is shown now.
    bookkeeper.post(address, sent(bookkeeper.post(address, {name: "300", **seen_in(form)})))
    assert standing_of(document).paid_ore == 60_000
    assert_always_true()


def seen_in(form: Any) -> dict[str, str]:
    return {"seen": form["seen"].value()}


@pytest.mark.parametrize("ore", [100_000, 200_000])
def test_placing_all_pressed_twice_shows_how_it_stands(
    bookkeeper: Client, document: Document, ore: int
) -> None:
    payment = payment_of("Tack", ore)
    address, name = url("bank_place", payment.pk), f"invoice-{document.pk}"
    form = bookkeeper.get(address, {"q": "eslöv"}).context["form"]
    typed = {name: str(min(ore, 125_000) // 100), **seen_in(form)}
    data = sent(bookkeeper.post(address, typed))

    bookkeeper.post(address, data)
    again = bookkeeper.post(address, data)

    assert standing_of(document).paid_ore == min(ore, 125_000)
    assert CHANGED in words(again)


def test_placing_without_what_was_seen_places_nothing(
    bookkeeper: Client, document: Document
) -> None:
    payment = payment_of(document.full_number)

    response = bookkeeper.post(
        url("bank_place", payment.pk), {f"invoice-{document.pk}": "300", "sure": "1"}
    )

    assert response.status_code == 422
    assert standing_of(document).paid_ore == 0


def test_what_was_seen_is_compared_while_nobody_can_change_it(document: Document) -> None:
    payment = payment_of("Tack", 100_000)
    seen = seen_of(100_000, {document.pk: 125_000})
    placing.place(payment_id=payment.pk, parts={document.pk: 1}, actor=SYSTEM, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        placing.place(payment_id=payment.pk, parts={document.pk: 1}, actor=SYSTEM, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        leaving.give_back(payment_id=payment.pk, ore=1, reason="Fel", actor=SYSTEM, seen=seen)


def give_back(client: Client, payment: Payment, typed: str) -> Any:
    address = url("bank_give_back", payment.pk)
    seen = seen_in(client.get(address).context["form"])
    return client.post(address, {"ore": typed, "reason": "Fel mottagare", **seen})


def test_paying_back_pressed_twice_is_written_once(bookkeeper: Client, document: Document) -> None:
    payment = payment_of("Gåva", 100_000)
    address = url("bank_give_back", payment.pk)
    form = bookkeeper.get(address).context["form"]
    data = {"ore": "300", "reason": "Fel mottagare", **seen_in(form)}

    bookkeeper.post(address, data)
    again = bookkeeper.post(address, data)

    assert payment.refunds.get().amount_ore == 30_000
    assert again.status_code == 422
    assert CHANGED in words(again)
    form = again.context["form"]
    assert (form["ore"].value(), form["reason"].value()) == ("300", "Fel mottagare")
    assert form["seen"].value() != data["seen"]
    assert_always_true()


def test_money_that_was_paid_back_is_written_down(bookkeeper: Client, document: Document) -> None:
    payment = payment_of("Gåva", 700)

    give_back(bookkeeper, payment, "7")

    assert payment.refunds.get().amount_ore == 700
    assert not Decision.objects.filter(settled_at__isnull=True).exists()
    assert_always_true()


def test_page_leads_to_the_next_payment_to_place(bookkeeper: Client, document: Document) -> None:
    read(Movement(700, "B1", DAY), Movement(800, "B2", DAY))
    first, second = Payment.objects.order_by("pk")

    page = words(bookkeeper.get(url("bank_place", first.pk)))

    assert f'href="{url("bank_place", second.pk)}">Nästa att placera: 1 kvar' in page


def test_money_for_no_invoice_is_booked_by_hand(bookkeeper: Client, document: Document) -> None:
    """A grant pays nothing here: it stays accounted for, and nothing more is asked of it."""
    read(Movement(300_000, "B1", DAY, text="Tack för senast"))
    payment = Payment.objects.get()
    address = url("bank_by_hand", payment.pk)
    shown = bookkeeper.get(address)

    response = bookkeeper.post(
        address,
        {"ore": "3000", "reason": "Bidrag, A 117", "seen": shown.context["form"]["seen"].value()},
        follow=True,
    )

    assert "till rätt konto" in words(shown)
    assert "från 2890" in words(shown)
    assert "3 000 kr</strong> för ingen faktura, bokförd för hand" in words(response)
    assert not Decision.objects.filter(settled_at__isnull=True).exists()
    assert "Bokförd för hand: 3 000 kr" in words(bookkeeper.get(url("bank_movements")))
    assert_always_true()


def test_money_booked_by_hand_that_the_bank_takes_back_is_asked_about(document: Document) -> None:
    """No money is left to take: what the person booked is for that person to undo."""
    read(Movement(300_000, "B1", DAY, text="Tack för senast"))
    leaving.book_by_hand(
        payment_id=Payment.objects.get().pk, ore=300_000, reason="Bidrag", actor=SYSTEM
    )

    file = read(Movement(300_000, "B1", DAY, direction="DBIT", is_reversal=True))

    assert file.movements.get().kind == MovementKind.ASIDE
    assert_always_true()


def test_more_than_is_free_is_not_paid_back(bookkeeper: Client, document: Document) -> None:
    payment = payment_of("Gåva", 700)

    response = give_back(bookkeeper, payment, "8")

    assert response.status_code == 422
    assert not payment.refunds.exists()


def test_unknown_account_is_taken_in_with_what_waited(
    bookkeeper: Client, document: Document
) -> None:
    read(paying(document), account="55667786")
    movement = BankMovement.objects.get()
    address = url("bank_settle", movement.pk)

    assert "Kontot är inte känt som vårt" in words(bookkeeper.get(address))
    bookkeeper.post(address, {"account-name": "Nya bankgirot", "take_account": "1"})

    assert standing_of(document).open_ore == 0
    assert BankAccount.objects.filter(number="55667786").exists()
    assert_always_true()


def test_movement_that_may_be_known_is_taken_in(bookkeeper: Client, document: Document) -> None:
    read(Movement(700, "B1", DAY))
    read(Movement(700, "S1", DAY), message="camt.053")
    movement = BankMovement.objects.get(kind=MovementKind.ASIDE)
    address = url("bank_settle", movement.pk)

    assert bookkeeper.get(address).context["like"] is not None
    bookkeeper.post(address, {"take_in": "1"})

    assert Payment.objects.count() == 2
    assert_always_true()


def test_movement_is_left_out_with_words(bookkeeper: Client, document: Document) -> None:
    read(Movement(700, "B1", DAY, currency="EUR"))
    movement = BankMovement.objects.get()
    address = url("bank_settle", movement.pk)

    refused = bookkeeper.post(address, {"leave-outcome": "", "leave_out": "1"})
    assert refused.status_code == 422
    bookkeeper.post(address, {"leave-outcome": "Kursvinst", "leave_out": "1"})

    response = bookkeeper.get(url("bank_movements"))
    assert "Utelämnad: Kursvinst" in words(response)
    assert_always_true()


def test_money_out_like_a_payment_takes_it_back_when_a_person_says_so(
    bookkeeper: Client, document: Document
) -> None:
    read(paying(document, end_to_end_id="E7"))
    out = paying(document, number="S1", end_to_end_id="E7", direction="DBIT", references=[])
    read(out, message="camt.053", message_id="S1")
    movement = BankMovement.objects.get(direction="DBIT")
    address = url("bank_settle", movement.pk)

    asked = bookkeeper.get(address)
    assert "Det kan vara en betalning till oss som går tillbaka" in words(asked)
    assert asked.context["like"] is not None
    bookkeeper.post(address, {"take_back": "1"})

    assert standing_of(document).open_ore == 125_000
    assert_always_true()


def test_double_payment_links_the_invoice_that_it_names(
    bookkeeper: Client, document: Document
) -> None:
    read(paying(document), paying(document, number="B2"))
    double = Payment.objects.latest("pk")

    page = bookkeeper.get(url("bank_place", double.pk))
    listed = bookkeeper.get(url("bank_movements"), {"view": "open"})

    said = f"Den anger faktura {document.full_number}, som redan är betald"
    assert said in words(page)
    assert f'href="{url("invoice", document.pk)}"' in words(page)
    assert "Inget säger vilken faktura den gäller" not in words(page)
    assert said in words(listed)


def test_reversal_links_its_payment_and_the_invoice_and_they_link_it(
    bookkeeper: Client, document: Document
) -> None:
    read(paying(document, number="B1"))
    read(
        paying(document, number="B1", direction="DBIT", is_reversal=True),
        message="camt.053",
        message_id="S1",
    )
    back = BankMovement.objects.get(refund__isnull=False)
    payment = Payment.objects.get()

    page = words(bookkeeper.get(url("bank_settle", back.pk)))

    assert f'href="{url("bank_place", payment.pk)}"' in page
    assert f'href="{url("invoice", document.pk)}"' in page
    shown = words(bookkeeper.get(url("bank_place", payment.pk)))
    assert f'href="{url("bank_settle", back.pk)}"' in shown
    assert "Gått tillbaka: 1 250 kr" in words(bookkeeper.get(url("bank_movements")))


def test_account_is_added_as_files_write_it(bookkeeper: Client, document: Document) -> None:
    read(paying(document), account="55667786")

    bookkeeper.post(
        url("add_bank_account"),
        {"name": "Nytt", "number": "5566-7786", "currency": "sek", "is_active": "on"},
    )

    account = BankAccount.objects.get(number="55667786")
    assert (account.currency, account.name) == ("SEK", "Nytt")
    assert standing_of(document).open_ore == 0


def test_taking_in_an_account_takes_no_more_statements_for_many(
    document: Document,
) -> None:
    offering = make_offering(size=5, fee=100_000)

    def take_in(account: str, number: int) -> int:
        documents = [invoice(sign_up_invoiced(offering)) for _ in range(number)]
        read(*map(paying, documents), account=account, message_id=account)
        with CaptureQueriesContext(connection) as statements:
            _account, taken = aside.take_in_account(number=account, name="B", actor=SYSTEM)
        assert taken == number
        assert all(standing_of(one).open_ore == 0 for one in documents)
        return len(statements)

    assert take_in("55667786", 1) == take_in("50501063", 4)
    assert_always_true()


def test_account_that_is_here_already_is_refused(bookkeeper: Client, document: Document) -> None:
    response = bookkeeper.post(
        url("add_bank_account"), {"name": "Nytt", "number": "5050-1055", "currency": "SEK"}
    )

    assert response.status_code == 422
    assert BankAccount.objects.count() == 1


MAPPING = {
    "name": "Sparbanken",
    "delimiter": ";",
    "encoding": "utf-8",
    "decimal": ",",
    "date_format": "%Y-%m-%d",
    "skip": "0",
    "has_header": "on",
    "date": "Datum",
    "amount": "Belopp",
    "reference": "Referens",
    "name_column": "Namn",
}


def test_sample_shows_how_columns_are_read_and_saves_nothing(
    bookkeeper: Client, document: Document
) -> None:
    sample = SimpleUploadedFile("a.csv", csv_of([paying(document, payer="Eslövs kommun")]))
    data = {**MAPPING, "account": BankAccount.objects.get().pk, "try": "1", "sample": sample}

    response = bookkeeper.post(url("add_csv_mapping"), data)

    assert response.context["entries"][0]["name"] == "Eslövs kommun"
    assert not CsvMapping.objects.exists()


def test_mapping_is_saved_and_opened_again(bookkeeper: Client, document: Document) -> None:
    data = {**MAPPING, "account": BankAccount.objects.get().pk}

    bookkeeper.post(url("add_csv_mapping"), data)

    mapping = CsvMapping.objects.get()
    assert mapping.columns["name"] == "Namn"
    form = bookkeeper.get(url("csv_mapping", mapping.pk)).context["form"]
    assert (form["name"].value(), form["name_column"].value()) == ("Sparbanken", "Namn")


def test_column_that_the_sample_lacks_is_said(bookkeeper: Client, document: Document) -> None:
    sample = SimpleUploadedFile("a.csv", csv_of([paying(document)]))
    data = {
        **MAPPING,
        "account": BankAccount.objects.get().pk,
        "amount": "Summa",
        "try": "1",
        "sample": sample,
    }

    response = bookkeeper.post(url("add_csv_mapping"), data)

    assert "Filen har ingen kolumn ”Summa”" in words(response)


def test_decisions_lead_to_the_banks_pages(bookkeeper: Client, document: Document) -> None:
    payment = payment_of("Gåva", 700)
    read(Movement(700, "B7", DAY, currency="EUR"), message_id="M2")
    movement = BankMovement.objects.get(kind=MovementKind.ASIDE)

    response = bookkeeper.get(url("decisions"))

    ways = [way.url for row in response.context["rows"] for way in row.ways]
    assert sorted(ways) == sorted([url("bank_place", payment.pk), url("bank_settle", movement.pk)])
    assert "En annan valuta än kronor" in words(response)


def test_money_of_a_credited_invoice_is_to_be_paid_back(
    bookkeeper: Client, document: Document
) -> None:
    """A buyer who paid and was credited waits for money: first of all, and by name."""
    payment_of("Gåva", 700)
    read(paying(document, number="B2", payer="Eslövs kommun"), message_id="M2")
    crediting.credit(document_id=document.pk, reason="Avbokat", actor=SYSTEM)
    payment = Payment.objects.get(amount_ore=125_000)

    first, second = bookkeeper.get(url("decisions")).context["rows"]
    listed = words(bookkeeper.get(url("decisions")))
    page = words(bookkeeper.get(url("bank_place", payment.pk)))
    overview = words(bookkeeper.get(url("overview")))

    credit = document.credit_notes.get().full_number
    why = f"{document.full_number} är krediterad efter betalning ({credit})"
    assert (first.title, second.title) == ("Att betala tillbaka", "Inbetalning att placera")
    assert first.ways[0].url == url("bank_give_back", payment.pk)
    assert "Att betala tillbaka: 1 250 kr till Eslövs kommun" in listed
    assert why in listed
    assert "Att betala tillbaka: 1 250 kr till Eslövs kommun" in page
    assert why in page
    assert "för stor" not in page
    assert "1 betalning att ge tillbaka" in overview
    assert "2 saker att besluta" in overview


def test_organisers_are_not_asked_about_the_bank(organiser: Client, document: Document) -> None:
    read(Movement(700, "B7", DAY, currency="EUR"), Movement(700, "B8", DAY))

    assert organiser.get(url("decisions")).context["rows"] == []


def test_account_in_the_books_is_digits(bookkeeper: Client) -> None:
    given = {"name": "Spar", "number": "5050-1055", "currency": "SEK", "book_account": "abc"}

    answer = bookkeeper.post(reverse("workspace:add_bank_account"), given)

    assert answer.status_code == 422
    assert "fyra till sex siffror" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("5050-1056", "En siffra är fel: inget bankgiro och inget plusgiro har det numret."),
        ("90 19 50-5", "En siffra är fel: inget bankgiro och inget plusgiro har det numret."),
        ("SE45 5000 0000 0583 9825 7467", "IBAN-numret stämmer inte"),
        ("SE001", "IBAN-numret stämmer inte"),
        ("3300 12345678901234", "Skriv ett bankgiro, ett plusgiro, ett IBAN eller clearing"),
        ("5050-A055", "Skriv ett bankgiro, ett plusgiro, ett IBAN eller clearing"),
    ],
)
def test_number_of_an_account_that_cannot_be_right_is_refused(
    bookkeeper: Client, number: str, sentence: str
) -> None:
    given = {"name": "Spar", "number": number, "currency": "SEK"}

    answer = bookkeeper.post(reverse("workspace:add_bank_account"), given)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize(
    "number", ["5050-1055", "90 19 50-6", "SE45 5000 0000 0583 9825 7466", "8327-9, 123 456 789-7"]
)
def test_number_of_an_account_that_can_be_right_is_taken(bookkeeper: Client, number: str) -> None:
    given = {"name": "Spar", "number": number, "currency": "SEK", "is_active": "on"}

    bookkeeper.post(reverse("workspace:add_bank_account"), given)

    kept = "".join(sign for sign in number if sign.isalnum())
    assert BankAccount.objects.get().number == kept


def test_account_that_a_file_named_otherwise_can_be_changed(bookkeeper: Client) -> None:
    account = BankAccount.objects.create(name="Gammalt", number="K1")
    given = {"name": "Nytt", "currency": "SEK", "is_active": "on"}

    bookkeeper.post(url("bank_account", account.pk), given)

    account.refresh_from_db()
    assert (account.name, account.number) == ("Nytt", "K1")


def test_csv_without_its_columns_need_not_be_chosen_again(
    bookkeeper: Client, document: Document
) -> None:
    mapping = csv_mapping()
    file = SimpleUploadedFile("kontoutdrag.csv", csv_of([paying(document)]))
    refused = bookkeeper.post(url("bank_files"), {"file": file})
    assert refused.status_code == 422
    assert "Filen kontoutdrag.csv är kvar." in words(refused)

    response = bookkeeper.post(
        url("bank_files"), {"kept": refused.context["kept"], "mapping": mapping.pk}
    )

    assert "1 betalning betalar faktura genom sitt OCR-nummer: 1 250 kr." in words(response)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<Document>", "Filen är avbruten eller är inte XML."),
        (b"%PDF-1.7", "Det här är varken camt (XML) eller CSV. Hämta betalningsfilen hos banken."),
    ],
)
def test_file_that_cannot_be_read_is_not_kept(bookkeeper: Client, body: bytes, why: str) -> None:
    refused = upload(bookkeeper, body)

    assert why in words(refused)
    assert "är kvar" not in words(refused)


def test_csv_before_its_columns_links_to_them(bookkeeper: Client, document: Document) -> None:
    file = SimpleUploadedFile("kontoutdrag.csv", csv_of([paying(document)]))

    response = bookkeeper.post(url("bank_files"), {"file": file})

    assert url("csv_mappings") in words(response)


def test_preview_counts_what_will_pay_by_currency(bookkeeper: Client, document: Document) -> None:
    """A payment that the same file takes back pays nothing, and euros are no kronor."""
    second = another()
    body = camt(
        File(
            [
                paying(document),
                paying(second, number="B2"),
                Movement(125_000, "B2", DAY, direction="DBIT", is_reversal=True),
                Movement(10_000, "B3", DAY, currency="EUR"),
            ]
        )
    )

    shown = upload(bookkeeper, body)
    read_in = bookkeeper.post(
        url("bank_files"), {"sealed": shown.context["sealed"], "sure": "1"}, follow=True
    )
    again = upload(bookkeeper, body)

    assert "1 betalning betalar faktura genom sitt OCR-nummer: 1 250 kr." in words(shown)
    assert "2 500 kr och 100,00 EUR" in words(shown)
    assert "Filen är läst: 3 nya händelser. 1 är lagd åt sidan." in words(read_in)
    assert "Nya (3)" in words(read_in)
    assert "Läs in filen" in words(shown)
    assert "Läs in filen" not in words(again)


def test_columns_with_an_error_need_no_new_file(bookkeeper: Client, document: Document) -> None:
    sample = SimpleUploadedFile("prov.csv", csv_of([paying(document)]))
    refused = bookkeeper.post(url("add_csv_mapping"), {"sample": sample, "try": "1"})
    assert "Filen prov.csv är kvar." in words(refused)

    again = bookkeeper.post(
        url("add_csv_mapping"), {"sealed": refused.context["sample"], "try": "1"}
    )

    assert again.context["lines"] == refused.context["lines"] != []
    assert "Filen prov.csv är kvar." in words(again)


def test_money_in_another_currency_says_what_to_do_and_is_closed_so(
    bookkeeper: Client, document: Document
) -> None:
    read(Movement(700, "B7", DAY, currency="EUR"))
    movement = BankMovement.objects.get()

    page = bookkeeper.get(url("bank_settle", movement.pk))
    bookkeeper.post(
        url("bank_settle", movement.pk), {"leave-outcome": "Bokfört som A 117", "leave_out": "1"}
    )

    assert "Pengar i annan valuta bokförs för hand" in words(page)
    assert not Decision.objects.filter(settled_at__isnull=True).exists()
    assert "Utelämnad: Bokfört som A 117" in words(bookkeeper.get(url("bank_movements")))


def test_account_that_is_not_in_use_is_said_to_be_so(
    bookkeeper: Client, document: Document
) -> None:
    account = BankAccount.objects.create(name="Gammalt", number="55667788", is_active=False)
    read(paying(document), account="55667788")
    address = url("bank_settle", BankMovement.objects.get().pk)

    response = bookkeeper.post(address, {"account-name": "Gammalt", "take_account": "1"})

    assert response.url == url("bank_account", account.pk)
    assert "Gammalt används inte, och inget tas in" in words(bookkeeper.get(response.url))
