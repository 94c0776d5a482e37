"""What everybody may read: exact by sex, and the packs that were published."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from pncrecruit.access import queries as access_queries
from pncrecruit.db import db
from pncrecruit.equity.figures.public import by_sex, public_json, public_minimum
from pncrecruit.equity.figures.tables import read
from pncrecruit.equity.models import FigureSnapshot, FigureTable, PublicPack
from pncrecruit.equity.queries.counts import serving_by_sex
from pncrecruit.equity.rules import NATION, RANK_GROUPS, Question
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.rules import CallState


def public_facts() -> dict[str, Any]:
    """Return headcounts by sex and what is public of calls, for the snapshot.

    Exact here: sex with a rank is public-office information. Who applied holds no
    office, and a pack tells few of them not at all.
    """
    groups = {key: name for name, keys in RANK_GROUPS.items() for key in keys}
    ranks: Counter[tuple[str, str]] = Counter()
    for row in serving_by_sex():
        name = groups.get(row.rank_key or "", "other")
        ranks[name, Sex.FEMALE.value] += row.women
        ranks[name, Sex.MALE.value] += row.men
    return {
        "ranks": [
            [name, *(ranks[name, sex.value] for sex in (Sex.FEMALE, Sex.MALE))]
            for name in (*RANK_GROUPS, "other")
        ],
        "calls": _calls(),
    }


def _calls() -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(
            RecruitmentCall,
            func.count().filter(Application.sex == Sex.FEMALE),
            func.count().filter(Application.sex == Sex.MALE),
        )
        .outerjoin(
            Application,
            (Application.call_id == RecruitmentCall.id) & Application.listed,
        )
        .where(RecruitmentCall.state != CallState.DRAFT)
        .group_by(RecruitmentCall.id)
        .order_by(RecruitmentCall.opens_on.desc(), RecruitmentCall.code)
    )
    return [
        {
            "code": call.code,
            "name": call.name,
            "state": call.state.value,
            "opens_on": call.opens_on.isoformat(),
            "closes_on": call.closes_on.isoformat(),
            "seats": call.seats,
            "women": women,
            "men": men,
        }
        for call, women, men in rows
    ]


def pack_content(snapshot: FigureSnapshot, year: int) -> dict[str, Any] | None:
    """Return the open data of a snapshot; None if it has none yet.

    The same snapshot gives the same content for ever.
    """
    questions = (Question.PUBLIC, Question.PUBLIC_SERVING, Question.PUBLIC_CALL)
    rows = db.session.execute(
        select(FigureTable.question, FigureTable.parent, FigureTable.figures)
        .where(
            FigureTable.snapshot_id == snapshot.id,
            FigureTable.question.in_([one.value for one in questions]),
        )
        .order_by(FigureTable.parent)
    ).all()
    kept = {(question, parent): figures for question, parent, figures in rows}
    facts = kept.get((Question.PUBLIC.value, NATION))
    if facts is None:
        return None
    tables = {
        parent: public_json(read(figures))
        for (question, parent), figures in kept.items()
        if question != Question.PUBLIC.value
    }
    minimum = public_minimum(snapshot.minimum_cell)
    return {
        "year": year,
        "as_of": snapshot.as_of.isoformat(),
        "edition": snapshot.edition,
        "made_from": snapshot.data_hash,
        "rule_version": snapshot.rule_version,
        "synthetic": access_queries.setting("synthetic") is not None,
        "ranks": facts["ranks"],
        "minimum": minimum,
        "calls": [
            call | by_sex(call["women"], call["men"], minimum=minimum)
            for call in facts["calls"]
        ],
        "tables": tables,
    }


def published() -> PublicPack | None:
    """Return the pack that was published last."""
    return db.session.scalar(_PUBLISHED.limit(1))


def packs() -> list[PublicPack]:
    """Return all packs that were published, the last first."""
    return list(db.session.scalars(_PUBLISHED))


_PUBLISHED = (
    select(PublicPack)
    .where(PublicPack.published_at.is_not(None))
    .order_by(PublicPack.published_at.desc(), PublicPack.id.desc())
)


def pack_of(approval_id: int) -> PublicPack | None:
    """Return the pack that a request is about; None if it was taken away."""
    return db.session.scalar(
        select(PublicPack).where(PublicPack.approval_id == approval_id)
    )
