"""The kitchen learns how many eat what, without names, also from those who did not answer."""

from django.test import Client
from django.urls import reverse

from registrations.models import Answer, Offering, Question
from registrations.words import QuestionKind, Readers
from registrations.workspace.caterer_views import count_answers
from tests.factories.registrations import make_offering, sign_up


def given_meals(offering: Offering, *answers: str) -> Question:
    """Ask about the meal and let so many people answer, one by one; "" is no answer."""
    question = Question.objects.create(
        offering=offering,
        label_sv="Mat",
        help_sv="Inget svar räknas som vegetariskt.",
        kind=QuestionKind.CHOICE,
        options_sv="Vegetariskt\nVeganskt\nFisk",
        readers=Readers.HEALTH,
    )
    people = sign_up(offering, number=len(answers)).participants.order_by("number")
    for person, answer in zip(people, answers, strict=True):
        if answer:
            Answer.objects.create(participant=person, question=question, sealed=answer)
    return question


def test_meals_are_counted_by_option_and_no_answer(db: None) -> None:
    offering = make_offering()
    given_meals(offering, "Fisk", "Vegetariskt", "Fisk", "")

    meal = count_answers(offering)[0]

    assert meal.counts == [("Vegetariskt", 1), ("Veganskt", 0), ("Fisk", 2)]
    assert (meal.answered, meal.unanswered) == (3, 1)


def test_those_without_a_seat_are_not_fed(db: None) -> None:
    offering = make_offering(size=1)
    given_meals(offering, "Fisk", "Veganskt")

    meal = count_answers(offering)[0]

    assert (dict(meal.counts)["Veganskt"], meal.answered, meal.unanswered) == (0, 1, 0)


def test_the_page_counts_after_a_click_and_says_what_no_answer_means(organiser: Client) -> None:
    offering = make_offering()
    given_meals(offering, "Fisk", "")
    url = reverse("workspace:caterer", args=[offering.pk])

    closed = organiser.get(url).content.decode()
    opened = organiser.post(url).content.decode()

    assert "Fisk" not in closed
    assert "Inget svar räknas som vegetariskt." in opened
    assert "<dt>Inget svar</dt><dd>1</dd>" in opened
