"""The job of the figures: counted and protected once a night."""

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.jobs.registry import Done, Job, Night, register
from pncrecruit.words import N_

_PAST = N_(
    "The figures tell what is so today: those of a day that has passed cannot be"
    " counted afterwards."
)


def _snapshot(night: Night) -> Done:
    from pncrecruit.equity.actions import make_snapshot  # noqa: PLC0415
    from pncrecruit.equity.queries import snapshots  # noqa: PLC0415

    if snapshots.is_there(night.day):
        return Done({"made": 0})
    if night.day != night.today:
        return Done({"made": 0}, _PAST)
    made = make_snapshot(
        night.day,
        minimum=night.settings["MINIMUM_CELL"],
        author=SYSTEM,
        at=night.at,
    )
    return Done({"made": 1, "edition": made.edition})


register(Job("figures_snapshot", N_("Figures of representation"), 70, _snapshot))
