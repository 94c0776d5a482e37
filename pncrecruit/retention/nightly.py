"""The jobs of retention: scores, alerts, silence, outcomes, fairness, letters.

What fits and scores takes seconds to import, so each job imports its own work.
"""

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.jobs.registry import Done, Job, Night, register
from pncrecruit.retention.queries import models
from pncrecruit.words import N_

_REFUSED = N_(
    "The outbox did not take all letters. The job sends the others when it runs again."
)


def _score(night: Night) -> Done:
    from pncrecruit.retention.actions.scoring import score_force  # noqa: PLC0415
    from pncrecruit.retention.queries.careers import last_extraction  # noqa: PLC0415

    # What a source has not seen yet is not known: nobody is scored after its last day.
    seen = last_extraction()
    day = min(seen, night.day) if seen else night.day
    return Done({"scored": score_force(day, author=SYSTEM, at=night.at)})


def _no_model(_night: Night) -> str:
    return "" if models.active() else N_("No version of the model is in use yet.")


def _alerts(night: Night) -> Done:
    from pncrecruit.retention.actions.run import run_alerts  # noqa: PLC0415

    done = run_alerts(night.day, author=SYSTEM, at=night.at)
    return Done(
        {
            "opened": done.raised,
            "in_line": done.waiting,
            "updated": done.updated,
            "handed_over": done.handed_over,
            "expired": done.expired,
        }
    )


def _pass_on(night: Night) -> Done:
    from pncrecruit.retention.actions.passing import (  # noqa: PLC0415
        hand_over,
        pass_on,
    )

    passed = pass_on(night.day, author=SYSTEM, at=night.at)
    return Done(
        {
            "passed_on": passed.passed_on,
            "to_the_team": passed.to_the_team,
            "actions_handed_over": hand_over(author=SYSTEM, at=night.at),
        }
    )


def _outcomes(night: Night) -> Done:
    from pncrecruit.retention.actions.outcomes import (  # noqa: PLC0415
        compute_outcomes,
    )

    return Done({"outcomes": compute_outcomes(night.day, author=SYSTEM, at=night.at)})


def _fairness(night: Night) -> Done:
    from pncrecruit.retention.actions.fairness import (  # noqa: PLC0415
        count_fairness,
    )

    kept = count_fairness(
        night.day,
        minimum=night.settings["MINIMUM_CELL"],
        author=SYSTEM,
        at=night.at,
    )
    return Done({"cells": len(kept.figures["cells"])})


def _rollout(night: Night) -> Done:
    from pncrecruit.retention.actions.rollout import estimate_once  # noqa: PLC0415

    made = estimate_once(night.day, author=SYSTEM, at=night.at)
    return Done({"estimates": int(made)})


def _letters(night: Night) -> Done:
    from pncrecruit.retention.actions.digests import send_digests  # noqa: PLC0415
    from pncrecruit.retention.letters import Composer  # noqa: PLC0415

    done = send_digests(
        night.day,
        outbox=night.outbox,
        compose=Composer(night.settings["PUBLIC_URL"]),
        author=SYSTEM,
        at=night.at,
    )
    return Done(
        {"sent": done.sent, "failed": done.failed}, _REFUSED if done.failed else ""
    )


register(
    Job(
        "model_score",
        N_("Risk of leaving of the serving force"),
        20,
        _score,
        why_not=_no_model,
    )
)
register(
    Job(
        "alerts_run",
        N_("Cases of support: found and opened"),
        30,
        _alerts,
        after=("model_score",),
    )
)
register(Job("alerts_pass_on", N_("Cases without an answer: passed on"), 40, _pass_on))
register(Job("alerts_outcomes", N_("What became of the supports"), 50, _outcomes))
register(Job("alerts_fairness", N_("Whether cases are found fairly"), 60, _fairness))
register(Job("alerts_rollout", N_("What the start in waves shows"), 65, _rollout))
register(
    Job("alert_letters", N_("Weekly letters"), 80, _letters, after=("alerts_run",))
)
