"""A process that is killed in the middle loses nothing that it had acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.audit.queries import verify
from pncrecruit.db import db
from pncrecruit.documents import keeping
from pncrecruit.documents.models import StoredFile
from pncrecruit.recruitment.models import Application, ApplicationDocument
from pncrecruit.recruitment.queries.rollup import kept, recount
from tests.factories import make_country, make_recruiter, make_small_call
from tests.faults.worker import TOGETHER

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 0.2  # seconds of work after the last word that is waited for


def killed(
    arguments: list[int], environment: dict[str, str], draw: random.Random
) -> list[str]:
    """Let a recruiter work for a while, kill the process, return what it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        heard = [process.stdout.readline() for _ in range(draw.randint(1, 12))]
        assert all(heard), process.stderr.read()
        time.sleep(draw.uniform(0, LONGEST))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
    # A line without its end was not said.
    return [line for line in (*heard, *rest) if line.endswith("\n")]


@pytest.mark.scaled
def test_what_was_acknowledged_is_whole_after_a_kill(
    own_app: Flask, count: Callable[[int, int], int]
) -> None:
    office = make_country()["23"]
    call = make_small_call()
    recruiter = make_recruiter(call, office)
    db.session.commit()
    assert recruiter.user_id is not None
    work = [call.id, office.id, recruiter.user_id]
    environment = os.environ | {
        "PNCRECRUIT_MODE": "test",
        "DATA_DIR": str(own_app.config["DATA_DIR"]),
        "DATABASE_URL": str(own_app.config["SQLALCHEMY_DATABASE_URI"]),
    }
    said: list[str] = []

    for trial in range(count(2, 50)):
        said += killed([*work, 1 + trial * 1_000], environment, random.Random(trial))
        db.session.remove()
        check(
            call_id=work[0],
            said=said,
            folder=keeping.folder_of(own_app.config["DATA_DIR"]),
        )

    assert len(said) > TOGETHER


def check(call_id: int, said: list[str], folder: Path) -> None:
    """Hold the tables and files against what was said."""
    told: dict[str, set[UUID]] = {
        "registered": set(),
        "moved": set(),
        "received": set(),
    }
    for line in said:
        deed, *ids = line.split()
        told[deed] |= set(map(UUID, ids))
    rows = db.session.execute(select(Application.public_id, Application.phase_position))
    position = {row[0]: row[1] for row in rows}
    assert told["registered"] <= position.keys()
    moved = {one for one, place in position.items() if place}
    assert told["moved"] <= moved
    # Who was moved together is moved together, or nobody of them is.
    assert len(moved) % TOGETHER == 0
    assert kept(call_id) == recount(call_id)

    received = set(db.session.scalars(select(ApplicationDocument.public_id)))
    assert told["received"] <= received
    for file in db.session.scalars(select(StoredFile)):
        assert keeping.digest(keeping.read(folder, file.key)) == file.sha256
    assert verify().fault is None
