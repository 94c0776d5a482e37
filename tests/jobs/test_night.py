"""The night: each job kept whatever becomes of it, in order, and twice without harm."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.jobs import cli, registry, running
from pncrecruit.jobs.models import JobRun
from pncrecruit.jobs.registry import Done, Job, Night
from pncrecruit.jobs.worker import NightFailed, queue_of, work
from pncrecruit.persons.models import Person
from tests.conftest import Client
from tests.factories import make_country, make_person, make_user

DAY = date(2026, 11, 23)


class NoWay(DomainError):
    message = "There is no way to do %(what)s."


@pytest.fixture
def add() -> Iterator[Callable[..., Job]]:
    """Jobs of a test's own, forgotten after it."""
    made: list[str] = []

    def make(
        name: str, work: Callable[[Night], Done], order: int, **more: object
    ) -> Job:
        made.append(name)
        return registry.register(Job(name, name, order, work, **more))  # type: ignore[arg-type]

    yield make
    for name in set(made):
        registry.forget(name)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job but those of the test."""
    monkeypatch.setattr(registry, "_jobs", {})


def kept() -> list[tuple[str, bool | None, str | None]]:
    rows = db.session.scalars(select(JobRun).order_by(JobRun.id))
    return [(one.name, one.succeeded, one.error) for one in rows]


def well(_night: Night) -> Done:
    return Done({"did": 1})


def refused(_night: Night) -> Done:
    raise NoWay(what="that")


def broken(_night: Night) -> Done:
    db.session.add(make_person())
    raise ValueError("Ana Tzul, CUI 1234")


def test_a_refusal_is_kept_in_its_words(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    running.run(add("a", refused, 1), DAY)

    assert kept() == [("a", False, "There is no way to do that.")]


def test_an_unforeseen_error_undoes_the_job_and_tells_no_more_than_its_kind(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    running.run(add("a", broken, 1), DAY)

    ((_, succeeded, error),) = kept()
    assert succeeded is False
    assert error is not None
    assert "ValueError" in error
    assert "Tzul" not in error
    assert db.session.scalars(select(Person)).all() == []


def test_a_night_goes_on_after_a_failure_but_not_with_what_needed_it(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    add("last", well, 3)
    add("second", well, 2, after=("first",))
    add("first", refused, 1)

    running.night(DAY)

    assert [(name, done) for name, done, _ in kept()] == [
        ("first", False),
        ("second", False),
        ("last", True),
    ]


def test_what_succeeded_is_not_run_again_for_the_day_unless_asked(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    add("a", well, 1)

    assert len(running.night(DAY)) == 1
    assert running.night(DAY) == []
    assert len(running.night(DAY, again=True)) == 1
    assert len(running.night(DAY + timedelta(days=1))) == 1


def test_what_is_done_each_minute_is_kept_only_where_it_failed_anew(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    add("fine", well, 1, each_minute=True)
    add("ill", broken, 2, each_minute=True)
    add("of the night", well, 3)

    running.minute()
    running.minute()

    ((name, succeeded, error),) = kept()
    assert (name, succeeded) == ("ill", False)
    assert error is not None
    assert "ValueError" in error
    assert db.session.scalars(select(Person)).all() == []


def test_what_the_installation_lacks_is_left_out_and_said(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    job = add("a", well, 1, why_not=lambda _: "No key.")

    assert running.night(DAY) == []
    assert running.why_not(job, DAY) == "No key."


@pytest.mark.parametrize(
    ("hour", "day"), [(7, date(2026, 11, 23)), (8, date(2026, 11, 24))]
)
def test_a_night_begins_at_two_in_guatemala(hour: int, day: date) -> None:
    assert running.latest_night(datetime(2026, 11, 24, hour, tzinfo=UTC)) == day


def test_the_worker_tries_a_night_again_when_something_failed(
    own_app: Flask, alone: None, add: Callable[..., Job]
) -> None:
    add("a", refused, 1)

    with pytest.raises(NightFailed):
        work(own_app)

    assert [name for name, _, _ in kept()] == ["a"]
    registry.forget("a")
    add("a", well, 1)
    queue = queue_of(own_app, immediate=True)
    assert queue.catch_up()() == 1
    assert work(own_app) == 0


def command(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(cli.group, arguments)


def test_the_real_night_runs_for_a_past_day_and_twice(own_app: Flask) -> None:
    make_country()
    db.session.commit()

    assert command(own_app, "run", "--as-of", "2999-01-01").exit_code == 2

    first = command(own_app, "run", "--as-of", "2026-11-23")
    names = [name for name, _, _ in kept()]
    second = command(own_app, "run", "--as-of", "2026-11-23", "--again")

    # Figures of a past day cannot be counted any more, and the run says so.
    wrong = [name for name, done, _ in kept() if not done]
    assert set(wrong) == {"figures_snapshot"}
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert names == [
        "approvals_expire",
        "files_sweep",
        "alerts_run",
        "alerts_pass_on",
        "alerts_outcomes",
        "alerts_fairness",
        "alerts_rollout",
        "figures_snapshot",
        "message_reminders",
        "messages_send",
        "alert_letters",
        "audit_verify",
    ]


def test_a_command_names_the_jobs_there_are_and_refuses_others(own_app: Flask) -> None:
    listed = command(own_app, "list")
    refusal = command(own_app, "run", "nothing_like_it")

    assert listed.exit_code == 0
    assert "audit_checkpoint" in listed.output
    assert refusal.exit_code == 1
    assert "There is no job nothing_like_it" in refusal.output


def test_the_page_shows_administrators_what_failed_and_hr_leads_nothing(
    client: Client,
) -> None:
    db.session.add(
        JobRun(
            name="alerts_run",
            day=DAY,
            started_at=datetime(2026, 11, 24, 8, tzinfo=UTC),
            ended_at=datetime(2026, 11, 24, 8, 1, tzinfo=UTC),
            succeeded=False,
            error="There is no way to do that.",
        )
    )
    db.session.flush()

    client.sign_in(make_user(Role.ADMIN))
    page = client.get("/jobs/").text
    client.sign_in(make_user(Role.HR_LEAD))

    assert "There is no way to do that." in page
    assert "1 min 0 s" in page
    assert "alerts_run<" not in page.partition("<details")[0]
    assert client.get("/jobs/").status_code == 403
