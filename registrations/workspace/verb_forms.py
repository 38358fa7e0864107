"""The forms that ask about one verb on one participant."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from registrations.forms.fields import AddressField, LineField, LinesField
from registrations.models import Extra, Fee, Participant, Question
from registrations.words import QuestionKind, Readers
from registrations.workspace.phone_forms import FeeField


class VerbForm(forms.Form):
    """The base of the forms below: each is told whom it is about."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participant = participant


class ReasonForm(VerbForm):
    reason = LineField(
        label=_("Reason"), max_length=250, help_text=_("Kept in the log; organisers read it.")
    )


class NeededReasonForm(VerbForm):
    reason = LineField(
        label=_("Reason"),
        max_length=250,
        required=True,
        help_text=_("Kept in the log; organisers read it."),
    )


class CancelForm(VerbForm):
    reason = LineField(
        label=_("Reason"),
        max_length=250,
        help_text=_("Kept in the log, and shown to the participant."),
    )
    fee = forms.ChoiceField(
        label=_("Cancellation fee"),
        widget=forms.RadioSelect,
        choices=[
            ("terms", _("By the terms agreed to")),
            ("none", _("No fee")),
        ],
        initial="terms",
    )


class PersonForm(VerbForm):
    """Name, address and organisation of the person in a seat."""

    name = LineField(label=_("Name"), max_length=120, required=True)
    email = AddressField(label=_("E-mail"))
    organisation = LineField(label=_("Organisation"), max_length=160)

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, participant=participant, **kwargs)
        self.initial = {
            "name": participant.name,
            "email": participant.email,
            "organisation": participant.organisation,
        }


class ColleagueForm(PersonForm):
    """The new person; the organisation usually stays the same."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, participant=participant, **kwargs)
        self.initial = {"organisation": participant.organisation}
        self.fields["email"].required = True


class ChangeFeeForm(NeededReasonForm):
    """Another fee of the event, closed ones too."""

    fee = FeeField(label=_("New fee"), queryset=Fee.objects.none(), empty_label=None)
    field_order = ("fee", "reason")

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, participant=participant, **kwargs)
        field: Any = self.fields["fee"]
        others = Fee.objects.filter(offering=participant.offering_id)
        field.queryset = others.exclude(pk=participant.fee_id)
        self.fields["reason"].help_text = _("Kept in the log, and told in the mail.")


class ExtrasForm(VerbForm):
    extras = forms.ModelMultipleChoiceField(
        label=_("Extras"),
        queryset=Extra.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("One that is full is wished for, and given when it becomes free."),
    )

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, participant=participant, **kwargs)
        field: Any = self.fields["extras"]
        field.queryset = Extra.objects.filter(offering=participant.offering_id)
        self.initial = {"extras": [choice.extra_id for choice in participant.choices.all()]}


class AnswersForm(VerbForm):
    """The answers every organiser may read; health answers come by the participant's own link."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, participant=participant, **kwargs)
        given = dict(participant.answers.values_list("question", "value"))
        for question in asked_of(participant):
            self.fields[f"question_{question.pk}"] = _answer_field(
                question, given.get(question.pk, "")
            )


def asked_of(participant: Participant) -> QuerySet[Question]:
    return Question.objects.filter(
        offering=participant.offering_id, is_asked=True, readers=Readers.ORGANISERS
    )


def _answer_field(question: Question, given: str) -> forms.Field:
    if question.kind == QuestionKind.CHOICE:
        choices = [("", "–"), *question.options()]
        return forms.ChoiceField(
            label=question.label, choices=choices, required=False, initial=given
        )
    if question.kind in {QuestionKind.YES_NO, QuestionKind.CONSENT}:
        answers = [("", "–"), ("Ja", pgettext("answer", "Yes")), ("Nej", pgettext("answer", "No"))]
        is_consent = question.kind == QuestionKind.CONSENT
        return forms.ChoiceField(
            label=question.label,
            choices=answers[:2] if is_consent else answers,
            required=False,
            initial=given,
        )
    return LinesField(label=question.label, initial=given)
