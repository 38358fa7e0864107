"""What one member of the crowd does, described as plain data so that it can cross to a process."""

from typing import Any
from uuid import UUID, uuid4

from registrations import cancellation, extras, tasks, waitlist
from registrations.actors import PARTICIPANT, SYSTEM
from registrations.errors import DomainError
from registrations.invoicing import issuing
from registrations.models import Participant
from registrations.signup import register
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import PayerKind


def do_task(task: dict[str, Any]) -> str:
    """Do one task; a refusal by the domain is an outcome, anything else an error."""
    try:
        return _TASKS[task["do"]](task)
    except DomainError as refusal:
        return type(refusal).__name__


def _sign_up(task: dict[str, Any]) -> str:
    people = tuple(
        Person(
            fee_id=task["fee"],
            name="Anna",
            email=f"{uuid4().hex}@example.org",
            extra_ids=tuple(task.get("extras", ())),
        )
        for _ in range(task.get("number", 1))
    )
    registration = register(
        Signup(
            offering_id=task["offering"],
            form_key=UUID(task["form_key"]) if "form_key" in task else uuid4(),
            contact_name="Anna",
            contact_email=f"{uuid4().hex}@example.org",
            people=people,
            payer=PayerDetails(kind=PayerKind.ORGANISATION),
            if_full=IfFull(task.get("if_full", "split")),
        )
    )
    statuses = registration.participants.order_by("number").values_list("status", flat=True)
    return ",".join(statuses)


def _cancel(task: dict[str, Any]) -> str:
    return cancellation.cancel(participant_id=task["participant"], actor=PARTICIPANT).status


def _accept(task: dict[str, Any]) -> str:
    return waitlist.accept_offer(participant_id=task["participant"], actor=PARTICIPANT).status


def _change_extras(task: dict[str, Any]) -> str:
    extras.change_extras(
        participant_id=task["participant"], extra_ids=set(task["extras"]), actor=PARTICIPANT
    )
    return Participant.objects.get(pk=task["participant"]).status


def _tick(task: dict[str, Any]) -> str:
    tasks.tick()
    return "ticked"


def _issue(task: dict[str, Any]) -> str:
    return str(issuing.issue(payer_ids=[task["payer"]], actor=SYSTEM))


_TASKS = {
    "issue": _issue,
    "sign_up": _sign_up,
    "cancel": _cancel,
    "accept": _accept,
    "change_extras": _change_extras,
    "tick": _tick,
}
