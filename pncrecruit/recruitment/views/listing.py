"""The applicants of a call as a list and as a board, the search, the export."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.queries import applications, board, intake
from pncrecruit.recruitment.queries.applications import ListFilter
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.listing import SORTS
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules import CallState, Standing, WayIn
from pncrecruit.recruitment.rules.saved import kept
from pncrecruit.recruitment.rules.search import understood
from pncrecruit.recruitment.views import rows
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.words import department, phase
from pncrecruit.reference import departments
from pncrecruit.web.assets import address_before, url_with
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.i18n import named
from pncrecruit.web.marks import by_language
from pncrecruit.words import Choice

MASKED = "masked"
# What narrows a list, in its address.
FILTERS = ("q", "phase", "standing", "sex", "department", "office", "way_in")
Member = TypeVar("Member", bound=Choice)


def _member(kind: type[Member], text: str) -> Member | None:
    return next((one for one in kind if one.value == text), None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def wanted_of_page() -> ListFilter:
    """Return what the address asks for; what it cannot mean is left out."""
    args = request.args
    sort = args.get("sort", "applied")
    direction = args.get("dir", "desc" if sort == "applied" else "asc")
    return ListFilter(
        wanted=understood(args.get("q", "")[:80]),
        position=_number(args.get("phase", "")),
        standing=_member(Standing, args.get("standing", "")),
        sex=_member(Sex, args.get("sex", "")),
        department=args.get("department") or None,
        office_id=_number(args.get("office", "")),
        way_in=_member(WayIn, args.get("way_in", "")),
        sort=sort if sort in SORTS else "applied",
        descending=direction == "desc",
        after=_identifier(args.get("after", "")),
        before=_identifier(args.get("before", "")),
    )


def is_masked(actor: Actor) -> bool:
    """Say whether names and numbers are shown in part alone."""
    return MASKED in actor.conditions(Permission.APPLICATION_LIST)


def frame_or_404(code: str, permission: Permission) -> Frame:
    """Return a call in sight of who asks."""
    return board.frame(code, signed_in().scope(permission)) or abort(404)


@bp.get("/calls/<string:code>/applicants")
@require(Permission.APPLICATION_LIST, also=(Permission.APPLICATION_SEARCH,))
def applicants(code: str) -> ResponseReturnValue:
    """List the applicants of a call."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_LIST)
    frame = frame_or_404(code, Permission.APPLICATION_LIST)
    wanted = wanted_of_page()
    page = applications.page(frame.id, scope, wanted)
    among = offices_of(scope, frame.id)
    offices = intake.offices(frame.id, among) if among is None or len(among) > 1 else []
    return render_template(
        "recruitment/applicants.html",
        frame=frame,
        rows=rows.of_call(page.rows, frame, masked=is_masked(actor)),
        address=address_before("recruitment.application"),
        page=page,
        wanted=wanted,
        options=_options(frame, [(one.id, one.name) for one in offices]),
        chips=_chips(frame, wanted),
        previous_url=_page_url(before=page.previous),
        next_url=_page_url(after=page.following),
        message_args={
            name: text for name, text in request.args.items() if name in FILTERS
        },
        saved_args=kept(request.args),
        may_register=_may_register(actor, frame),
        may_move=actor.may(Permission.STAGE_MOVE_MOVE_BULK),
        may_export=actor.may(Permission.APPLICATION_EXPORT),
        export_alone=among is not None,
    )


def _may_register(actor: Actor, frame: Frame) -> bool:
    return frame.state is CallState.OPEN and actor.may(Permission.APPLICATION_CREATE)


def _page_url(**cursor: UUID | None) -> str:
    if not any(cursor.values()):
        return ""
    return url_with(**({"after": None, "before": None} | cursor))


def _options(
    frame: Frame, offices: list[tuple[int, str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    every = (("", gettext("All")),)
    return _closed_options() | {
        "phase": every + tuple((str(p.position), named(p)) for p in frame.phases),
        "office": every + tuple((str(key), name) for key, name in offices),
    }


@by_language
def _closed_options() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the options that are the same for every call."""
    every = (("", gettext("All")),)

    def of(members: Iterable[Choice]) -> tuple[tuple[str, str], ...]:
        return every + tuple((one.value, gettext(one.label)) for one in members)

    return {
        "standing": of(Standing),
        "sex": of((Sex.FEMALE, Sex.MALE)),
        "way_in": of(WayIn),
        "department": every + tuple((o.code, o.name) for o in departments().values()),
    }


def said_filters(frame: Frame, wanted: ListFilter) -> dict[str, str]:
    """Return the filters in use, each in words."""
    found: dict[str, str] = {}
    if request.args.get("q"):
        found["q"] = request.args["q"]
    if wanted.position is not None:
        found["phase"] = phase(frame.phases, wanted.position)
    for name, member in (
        ("standing", wanted.standing),
        ("sex", wanted.sex),
        ("way_in", wanted.way_in),
    ):
        if member is not None:
            found[name] = gettext(member.label)
    if wanted.department:
        found["department"] = department(wanted.department)
    if wanted.office_id:
        found["office"] = gettext("One office")
    return found


def _chips(frame: Frame, wanted: ListFilter) -> list[tuple[str, str]]:
    """Return the filters in use, each with the address without it."""
    return [
        (text, url_with(**{name: None, "after": None, "before": None}))
        for name, text in said_filters(frame, wanted).items()
    ]


@bp.get("/calls/<string:code>/board", endpoint="board")
@require(Permission.APPLICATION_LIST)
def pipeline(code: str) -> ResponseReturnValue:
    """Show a call by its phases: how many wait, and who has waited longest."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_LIST)
    frame, counts = board.framed_counts(code, scope) or abort(404)
    cards = board.cards(frame.id, len(frame.phases), scope)
    return render_template(
        "recruitment/board.html",
        frame=frame,
        columns=rows.of_board(cards, counts, frame, masked=is_masked(actor), at=now()),
        address=address_before("recruitment.application"),
        may_register=_may_register(actor, frame),
    )


@bp.get("/search")
@require(Permission.APPLICATION_SEARCH)
def search() -> ResponseReturnValue:
    """Look somebody up in every call in sight."""
    actor = signed_in()
    text = request.args.get("q", "")[:80]
    found = applications.search(
        actor.scope(Permission.APPLICATION_SEARCH), understood(text)
    )
    return render_template(
        "recruitment/search.html",
        limit=applications.PAGE,
        q=text,
        rows=rows.found(found, masked=is_masked(actor)),
        address=address_before("recruitment.application"),
    )
