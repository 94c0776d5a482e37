"""Offers of seats: to whom, until when, and what their answers lead to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.ranking import Inputs, chosen, ranked
from pncrecruit.words import N_, Choice


class Answer(Choice):
    """What became of an offer."""

    ACCEPTED = "accepted", N_("Accepted the seat")
    DECLINED = "declined", N_("Declined")
    LAPSED = "lapsed", N_("Not answered in time")


class NotPublished(Conflict):
    message = N_("Offers follow the published list.")


class NotTheLast(Conflict):
    message = N_("There is a later edition of this list.")


class PublishedAlready(Conflict):
    message = N_("This edition is published already.")


class NothingToOffer(Conflict):
    message = N_("Every seat has an offer that is open or accepted, or nobody waits.")


class Answered(Conflict):
    message = N_("This offer was answered already.")


class StillInTime(DomainError):
    message = N_("There is time for an answer until %(day)s.")
    field = "answer"


class OfferFirst(Conflict):
    message = N_("A seat is given by accepting its offer, after the published list.")


RESULTS = {
    Answer.ACCEPTED: Result.PASSED,
    Answer.DECLINED: Result.WITHDREW,
    Answer.LAPSED: Result.WITHDREW,
}
NO_REASON = "withdrew_no_reason"


def to_offer(
    inputs: Inputs, *, held: Collection[int], out: Collection[int]
) -> list[int]:
    """Return whom to offer a seat now, the best first.

    ``held`` have an offer that is open or accepted; ``out`` declined, did not answer or
    left. The same rule as the list's gives the seats that are free: to the best of the
    group that a seat is reserved for, else to the best of all.
    """
    left = tuple(
        one._replace(held=one.number in held)
        for one in inputs.candidates
        if one.number not in out
    )
    present = replace(inputs, candidates=left)
    order = ranked(present)
    seated = chosen(order, inputs.seats, inputs.scheme.reserved)
    return [
        one.number for one in order if one.number in seated and one.number not in held
    ]


def check_answer(answer: Answer, *, answered: bool, until: date, today: date) -> None:
    """Check that an offer can have this answer now."""
    if answered:
        raise Answered
    if answer is Answer.LAPSED and today <= until:
        raise StillInTime(day=until)
