"""What may be done for an officer, and what fits which cause."""

from typing import Final

from pncrecruit.words import N_, Choice


class Action(Choice):
    """A support that a manager can offer or bring about; never a sanction."""

    STAY_INTERVIEW = "stay_interview", N_("Talk with the person about staying")
    ANSWER_REQUEST = "answer_request", N_("Answer the transfer request")
    PROPOSE_SWAP = "propose_swap", N_("Propose a swap of postings")
    AGREE_SHIFT = "agree_shift", N_("Agree on another shift pattern")
    RESTORE_REST = "restore_rest", N_("Give back cancelled rest days")
    REPAIR_SITE = "repair_site", N_("Ask for the site's repair: water, beds, quarters")
    MOVE_SITE = "move_site", N_("Offer a site with separate quarters")
    MENTOR = "mentor", N_("Give the person a mentor")
    TRAINING_PLACE = "training_place", N_("Offer a training place")
    LANGUAGE_SUPPORT = (
        "language_support",
        N_("Arrange support in the person's language"),
    )


class CauseCode(Choice):
    """A cause as a rule or the model finds it; the page puts it in a sentence."""

    REQUEST_UNANSWERED = "request_unanswered", N_("Transfer request unanswered")
    REST_CANCELLED = "rest_cancelled", N_("Rest days cancelled")
    NO_WOMENS_QUARTERS = "no_womens_quarters", N_("No separate quarters for women")
    FAR_FROM_HOME = "far_from_home", N_("Far from home for long")
    LEAVE_REFUSED = "leave_refused", N_("Annual leave refused")
    SITE_LACKS = "site_lacks", N_("The site lacks water or beds")
    LONG_IN_RANK = "long_in_rank", N_("Long without a promotion")
    LONG_IN_POST = "long_in_post", N_("Long in the same posting")
    LITTLE_TRAINING = "little_training", N_("Little training")
    HARD_SHIFT = "hard_shift", N_("Many days on duty, few off")
    SEVERAL_TOGETHER = "several_together", N_("Several small things together")


# The causes on which the present manager decides: they may be about the manager.
OF_THE_MANAGER: Final = frozenset({CauseCode.LEAVE_REFUSED})

# What is a duty with a term of its own: it never waits for a place in a month. (Reports
# of harassment and protected referrals are no causes: they never come here.)
URGENT: Final = frozenset({CauseCode.REQUEST_UNANSWERED})

# What concerns a site and everybody there, not one person: one case for the unit.
OF_THE_UNIT: Final = frozenset({CauseCode.NO_WOMENS_QUARTERS})

# What is felt every week, apart from what has been so for years.
SERIOUS: Final = frozenset(
    {
        CauseCode.REST_CANCELLED,
        CauseCode.LEAVE_REFUSED,
        CauseCode.REQUEST_UNANSWERED,
        CauseCode.NO_WOMENS_QUARTERS,
    }
)

FITTING: Final[dict[CauseCode, tuple[Action, ...]]] = {
    CauseCode.REQUEST_UNANSWERED: (Action.ANSWER_REQUEST, Action.PROPOSE_SWAP),
    CauseCode.REST_CANCELLED: (Action.RESTORE_REST, Action.AGREE_SHIFT),
    CauseCode.NO_WOMENS_QUARTERS: (Action.REPAIR_SITE, Action.MOVE_SITE),
    CauseCode.FAR_FROM_HOME: (Action.PROPOSE_SWAP, Action.AGREE_SHIFT),
    CauseCode.LEAVE_REFUSED: (Action.STAY_INTERVIEW, Action.RESTORE_REST),
    CauseCode.SITE_LACKS: (Action.REPAIR_SITE, Action.MOVE_SITE),
    CauseCode.LONG_IN_RANK: (Action.TRAINING_PLACE, Action.MENTOR),
    CauseCode.LONG_IN_POST: (Action.PROPOSE_SWAP, Action.TRAINING_PLACE),
    CauseCode.LITTLE_TRAINING: (Action.TRAINING_PLACE, Action.MENTOR),
    CauseCode.HARD_SHIFT: (Action.AGREE_SHIFT, Action.RESTORE_REST),
    CauseCode.SEVERAL_TOGETHER: (Action.STAY_INTERVIEW, Action.MENTOR),
}
MOST_ACTIONS: Final = 3


def fitting(causes: list[CauseCode]) -> tuple[Action, ...]:
    """Return two or three actions that fit the causes, the weightiest cause first.

    Talking with the person is always one of them: no cause on paper is the whole one.
    Where the causes are all of a site there is no one person to talk with.
    """
    wanted = [action for cause in causes for action in FITTING[cause]]
    if causes and all(cause in OF_THE_UNIT for cause in causes):
        return tuple(dict.fromkeys(wanted))[:MOST_ACTIONS]
    kept = list(dict.fromkeys(wanted))[: MOST_ACTIONS - 1]
    if Action.STAY_INTERVIEW not in kept:
        kept.append(Action.STAY_INTERVIEW)
    return tuple(kept)


# Which of the model's inputs is which cause; the others nobody can change.
OF_INPUT: Final = {
    "request_open_months": CauseCode.REQUEST_UNANSWERED,
    "rest_cancelled": CauseCode.REST_CANCELLED,
    "distance_km": CauseCode.FAR_FROM_HOME,
    "leave_refused": CauseCode.LEAVE_REFUSED,
    "site_lacks": CauseCode.SITE_LACKS,
    "months_in_rank": CauseCode.LONG_IN_RANK,
    "months_in_post": CauseCode.LONG_IN_POST,
    "training_hours": CauseCode.LITTLE_TRAINING,
    "days_on_share": CauseCode.HARD_SHIFT,
}
