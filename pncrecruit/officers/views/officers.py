"""The pages of officers: a list by name, and one service record."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries.approvals import waiting_on
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day, now
from pncrecruit.officers import sentences as wording
from pncrecruit.officers.forms.officers import ReadForm
from pncrecruit.officers.queries import officers as queries
from pncrecruit.officers.queries.facts import FactRow, facts_known
from pncrecruit.officers.queries.officers import OfficerHead, OfficerRow, Wanted
from pncrecruit.officers.queries.units import options
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.officers.rules.careers import state
from pncrecruit.officers.rules.records import BY_HAND
from pncrecruit.officers.views.blueprint import bp
from pncrecruit.persons.kinds import Sex
from pncrecruit.reference import distance_km, ranks
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.told import Told


@bp.get("/officers")
@require(
    Permission.OFFICER_LIST, also=(Permission.OFFICER_SEARCH, Permission.POSTING_LIST)
)
def index() -> ResponseReturnValue:
    """Show officers by name, narrowed to what is asked for."""
    actor = signed_in()
    text = request.args.get("q", "")[:80].strip()
    status = request.args.get("status", OfficerStatus.SERVING.value)
    wanted = Wanted(
        text=text if actor.may(Permission.OFFICER_SEARCH) else "",
        unit_code=request.args.get("unit", "")[:40],
        rank_key=request.args.get("rank", "")[:40],
        status=OfficerStatus(status) if status in set(OfficerStatus) else None,
    )
    after = request.args.get("after", type=UUID)
    scope = actor.scope(Permission.OFFICER_LIST)
    rows = queries.officers(wanted, scope, after=after)
    shown, more = rows[: queries.PAGE], rows[queries.PAGE :]
    filters: dict[str, Any] = {
        "q": wanted.text,
        "unit": wanted.unit_code,
        "rank": wanted.rank_key,
        "status": status,
    }
    return render_template(
        "officers/index.html",
        rows=shown,
        wanted=wanted,
        status=status,
        masked="masked" in actor.conditions(Permission.OFFICER_LIST),
        unit_options=[(one.code, f"{one.code} · {one.name}") for one in options()],
        ranks=[(key, wording.rank_name(key, Sex.MALE)) for key in ranks()],
        statuses=[(one.value, gettext(one.label)) for one in OfficerStatus],
        rank_name=wording.rank_name,
        status_kind=wording.status_kind,
        display=display,
        next_url=(
            url_for(".index", **filters, after=shown[-1].public_id) if more else ""
        ),
        first_url=url_for(".index", **filters) if after else "",
    )


@bp.route("/officers/<uuid:officer_id>", methods=["GET", "POST"])
@require(Permission.OFFICER_READ, also=(Permission.POSTING_LIST,))
def officer(officer_id: UUID) -> ResponseReturnValue:
    """Show one service record; whoever reviews says why first, and it is kept."""
    actor = signed_in()
    head = queries.officer(officer_id, actor.scope(Permission.OFFICER_READ))
    if head is None:
        abort(404)
    if "reason" not in actor.conditions(Permission.OFFICER_READ):
        return _page(head, actor)
    form = ReadForm()
    if not form.validate_on_submit():
        page = render_template("officers/reason.html", form=form)
        return page, form.status
    record(
        "officer.read",
        ("officer", head.officer.public_id),
        author=actor.author,
        at=now(),
        reason=form.reason.data,
    )
    db.session.commit()
    again = queries.officer(officer_id, actor.scope(Permission.OFFICER_READ))
    return _page(again or abort(404), actor)


def _page(head: OfficerHead, actor: Actor) -> ResponseReturnValue:
    today = local_day(now())
    kinds = wording.kinds_for(actor.scope(Permission.OFFICER_READ))
    facts = list(facts_known(today, kinds=kinds, officers=[head.officer.id]))
    present = state(facts, today)
    may_write = actor.may(Permission.OFFICER_UPDATE)
    place = head.unit.municipality if head.unit else None
    distance = (
        float(distance_km([present.home], [place])[0])
        if present.home and place
        else None
    )
    return render_template(
        "officers/officer.html",
        head=head,
        title=head.person.full_name
        or head.officer.nip
        or gettext("Officer %(number)s", number=head.person.external_id or ""),
        present=present,
        rank=wording.rank_name(present.rank_key, head.person.sex),
        home=wording.place_name(present.home),
        separation=wording.separation_name(present.separation_code),
        distance=distance,
        entries=_entries(head, facts, may_write=may_write),
        status_kind=wording.status_kind,
        may_write=may_write,
        may_request=actor.may(Permission.POSTING_REQUEST),
        waiting=waiting_on("officer", now(), head.officer.public_id)
        if may_write
        else [],
    )


def _entries(head: OfficerHead, facts: list[FactRow], *, may_write: bool) -> list[Told]:
    """Return the lines of the record, each with what may be done with it."""
    units = queries.unit_names({one.unit_id for one in facts if one.unit_id})
    # The address made once: a record has many lines.
    address = url_for(
        ".correct_line", officer_id=head.officer.public_id, fact_id=0
    ).removesuffix("0/correct")
    correct, back = gettext("Correct"), gettext("Take back")

    def links(fact: FactRow) -> tuple[tuple[str, str], ...]:
        if not may_write or fact.kind not in BY_HAND:
            return ()
        line = f"{address}{fact.id}"
        return ((f"{line}/correct", correct), (f"{line}/withdraw", back))

    return wording.timeline(facts, units, head.person.sex, links)


def display(row: OfficerRow, *, masked: bool) -> str:
    """Return the name of an officer in a list; initials for who may not read it."""
    parts = [row.first_surname, row.second_surname]
    surnames = " ".join(part for part in parts if part)
    if not surnames and not row.given_names:
        number = row.external_id or row.nip or ""
        return str(gettext("Officer %(number)s", number=number))
    if masked:
        names = f"{row.given_names} {surnames}".split()
        return " ".join(f"{name[0]}." for name in names)
    return f"{surnames}, {row.given_names}" if row.given_names else surnames
