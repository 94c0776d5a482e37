"""A recruiter in a process of its own who works until it is killed.

`python -m tests.faults.worker CALL OFFICE USER FIRST`: registers five applicants, moves
them on together and receives a scan, again and again. What is printed was committed.
"""

import itertools
import sys
from uuid import UUID, uuid4

from pncrecruit.access.models import User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.app import create_app
from pncrecruit.db import db, writing
from pncrecruit.documents.keeping import folder_of
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.actions.documents import Upload, receive
from pncrecruit.recruitment.actions.moves import record_results
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import detail
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.recruitment.queries.moves import moving_many
from pncrecruit.recruitment.rules import Result
from tests import factories
from tests.documents.pictures import picture

TOGETHER = 5
SCAN = picture()


def say(deed: str, *ids: UUID) -> None:
    """Tell the test what is committed."""
    sys.stdout.write(" ".join([deed, *map(str, ids)]) + "\n")
    sys.stdout.flush()


def work(call_id: int, office_id: int, user_id: int, data_dir: str) -> None:
    """Do one round, a transaction a deed."""
    with writing():
        call = db.session.get_one(RecruitmentCall, call_id)
        who = actor(db.session.get_one(User, user_id), assignments_of=assignments_of)
    made = []
    for _ in range(TOGETHER):
        with writing():
            one = register(
                factories.make_draft(),
                call=call,
                office_id=office_id,
                actor=who,
                at=factories.NOON,
            ).public_id
            db.session.commit()
        assert one is not None
        say("registered", one)
        made.append(one)
    with writing():
        record_results(
            moving_many(call_id, made, EVERYTHING),
            Result.PASSED,
            client_id=uuid4(),
            actor=who,
            at=factories.NOON,
        )
        db.session.commit()
    say("moved", *made)
    with writing():
        applied = detail.application(made[0], EVERYTHING)
        assert applied is not None
        document = receive(
            applied,
            "dpi",
            issued_on=None,
            upload=Upload(SCAN, "dpi.jpg"),
            folder=folder_of(data_dir),
            client_id=uuid4(),
            actor=who,
            at=factories.NOON,
        )
        db.session.commit()
    say("received", document)


def main() -> None:
    """Work until killed."""
    call_id, office_id, user_id, first = map(int, sys.argv[1:])
    # Nobody of an earlier process has the same number.
    factories._numbers = itertools.count(first)
    app = create_app()
    with app.app_context():
        while True:
            work(call_id, office_id, user_id, app.config["DATA_DIR"])


if __name__ == "__main__":
    main()
