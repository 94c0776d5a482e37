"""The rules of a call kept as a template, in a new edition each time."""

from datetime import datetime

from flask_babel import gettext

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.recruitment.actions import call_requests
from pncrecruit.recruitment.actions import schemes as marking
from pncrecruit.recruitment.actions.starting import starting_set
from pncrecruit.recruitment.models import CallTemplate, RecruitmentCall
from pncrecruit.recruitment.queries import calls, schemes, templates
from pncrecruit.recruitment.rules.starting import (
    NOTHING,
    USUAL,
    StartingSet,
    TemplateSame,
    check_template,
    of_start,
    template_key,
)
from pncrecruit.words import N_


def start_of(call: RecruitmentCall) -> StartingSet:
    """Return what another call could start from: all the rules of this one."""
    whole, present = calls.rules_of(call), schemes.present(call.id)
    return StartingSet(
        whole.requirements,
        whole.phases,
        whole.documents,
        present.scheme if present else None,
    )


def chosen(choice: str) -> tuple[StartingSet, int | None]:
    """Return what a new call starts from, and the template of it if it is one."""
    if choice == USUAL:
        return starting_set(), None
    if choice == NOTHING:
        return StartingSet(), None
    found = templates.edition(int(choice))
    if found is None:
        raise LookupError(choice)
    return found.start, found.id


def keep(
    call: RecruitmentCall, name: str, *, author: Author, at: datetime
) -> CallTemplate:
    """Keep the rules of a call under a name; a known name gets another edition.

    Raises TemplateSame if the last edition of that name says the same.
    """
    clean = " ".join(name.split())
    start = start_of(call)
    check_template(clean, start)
    before = next(iter(templates.editions(template_key(clean))), None)
    rules = of_start(start)
    if before is not None and before.payload == rules:
        raise TemplateSame(name=before.name)
    kept = CallTemplate(
        key=template_key(clean),
        edition=before.edition + 1 if before else 1,
        name=clean,
        rules=rules,
        call_code=call.code,
        kept_at=at,
        kept_by_id=author.user_id,
    )
    db.session.add(kept)
    db.session.flush()
    record(
        "call.keep_template",
        ("call", call.code),
        author=author,
        at=at,
        template=kept.name,
        edition=kept.edition,
        rules_kept=rules,
    )
    return kept


def spoken(start: StartingSet) -> list[tuple[str, list[str]]]:
    """Word what a call starts from: pairs (msgid of the part, its lines)."""
    scheme = start.scheme
    return [
        (
            N_("Requirements"),
            [call_requests.spoken(one, None) for one in start.requirements],
        ),
        (
            N_("Phases"),
            [call_requests.phase_line(i, one) for i, one in enumerate(start.phases, 1)],
        ),
        (
            N_("Documents"),
            [call_requests.spoken_document(one) for one in start.documents],
        ),
        (
            N_("Marking and selection"),
            [
                f"{gettext(label)}: {text}"
                for label, text in marking.spoken(start.phases, scheme)
            ]
            if scheme
            else [],
        ),
    ]
