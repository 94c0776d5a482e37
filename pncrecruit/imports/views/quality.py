"""The data-quality page: what came in although something is odd about it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.imports import wording
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import RecordKind
from pncrecruit.officers.views.blueprint import bp as officers
from pncrecruit.web.numbers import key


@officers.get("/officers/data-quality")
@require(Permission.IMPORT_BATCH_READ)
def data_quality() -> ResponseReturnValue:
    """Show lines with a warning by unit, and how each can be mended."""
    actor = signed_in()
    whole = actor.may(Permission.OFFICER_LIST)
    unit = request.args.get("unit", "")[:40]
    after = request.args.get("after", 0, type=key)
    found = queries.warned_lines(unit_code=unit, after=after) if whole else []
    shown, more = found[: queries.PAGE], found[queries.PAGE :]
    masked = "masked" in actor.conditions(Permission.IMPORT_BATCH_READ)
    return render_template(
        "officers/data_quality.html",
        units=queries.warned_units() if whole else [],
        unit=unit,
        rows=[
            (
                row,
                gettext("Officer %(number)s", number=row.external_id or "")
                if masked or not row.first_surname
                else f"{row.first_surname}, {row.given_names}",
                wording.all_said(row.problems, RecordKind.POSTING),
                wording.mending(row.problems),
            )
            for row in shown
        ],
        next_url=(
            url_for("officers.data_quality", unit=unit, after=shown[-1].id)
            if more
            else ""
        ),
        first_url=url_for("officers.data_quality", unit=unit) if after else "",
    )
