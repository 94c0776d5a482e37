"""Where a language is needed at the counter, and whether anybody there speaks it."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.equity.figures.languages import (
    Coverage,
    Need,
    by_community,
    communities,
    needs,
)
from pncrecruit.equity.queries import languages as queries
from pncrecruit.equity.rules import GARIFUNA, XINKA
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import cell_text
from pncrecruit.reference import (
    census_communities,
    census_people,
    departments,
    languages,
    municipalities,
)
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import Group, ShareBar, shares
from pncrecruit.web.download import csv_response
from pncrecruit.web.filters import number, share
from pncrecruit.web.i18n import named

_GROUPS = {XINKA: Group.XINKA, GARIFUNA: Group.GARIFUNA}
WITHOUT = "without"


@bp.get("/languages")
@require(Permission.LANGUAGE_COVERAGE_VIEW, also=(Permission.EQUITY_FIGURES_DOWNLOAD,))
@unless_unchanged
def language_coverage() -> ResponseReturnValue:
    """Show the sites that need a language, and those where nobody speaks it."""
    everywhere = _needs()
    place, only = _asked()
    found = _of(everywhere, place, only)
    covered = by_community(_of(everywhere, place, ""))
    return render_template(
        "equity/languages.html",
        headline=_headline(everywhere),
        places=[("", gettext("The whole country")), *_places(everywhere)],
        place=place,
        onlys=[
            ("", gettext("All sites")),
            (WITHOUT, gettext("Where nobody speaks it")),
        ],
        only=only,
        sentence=_sentence(found, only),
        svg=picture(
            shares(
                [_bar(one) for one in covered],
                reference=gettext("Every site"),
                x_title=gettext("Sites with somebody who speaks it"),
            )
        )
        if covered
        else "",
        covered_headers=_covered_headers(),
        covered_rows=[_covered_row(one) for one in covered],
        headers=_headers(),
        rows=[_row(one) for one in found],
        minimum=number(current_app.config["MINIMUM_CELL"]),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/languages.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD, also=(Permission.LANGUAGE_COVERAGE_VIEW,))
def language_coverage_csv() -> ResponseReturnValue:
    """Give the sites as a file: those that the page shows."""
    if not may(Permission.LANGUAGE_COVERAGE_VIEW):
        abort(403)
    place, only = _asked()
    rows = [_row(one) for one in _of(_needs(), place, only)]
    return csv_response("languages.csv", _headers(), rows)


def _asked() -> tuple[str, str]:
    """Return the department and the choice of sites; 404 for what is not there."""
    place, only = request.args.get("place", ""), request.args.get("only", "")
    if (place and place not in departments()) or only not in {"", WITHOUT}:
        abort(404)
    return place, only


def _needs() -> list[Need]:
    people = census_people("municipality")
    large = communities(
        census_communities("municipality"),
        {
            code: {XINKA: one.xinka, GARIFUNA: one.garifuna}
            for code, one in people.items()
        },
        {code: one.population for code, one in people.items()},
    )
    return needs(
        queries.sites(),
        large,
        queries.speakers(),
        minimum=current_app.config["MINIMUM_CELL"],
    )


def _of(found: list[Need], place: str, only: str) -> list[Need]:
    return [
        one
        for one in found
        if one.site.municipality.startswith(place) and not (only and one.met)
    ]


def _places(found: list[Need]) -> list[tuple[str, str]]:
    here = {one.site.municipality[:2] for one in found}
    return [(code, one.name) for code, one in departments().items() if code in here]


def _headline(found: list[Need]) -> str:
    if not found:
        return gettext("No site has a municipality where a language is needed")
    return gettext(
        "At %(without)s of %(all)s sites nobody speaks the language of the community",
        without=number(len({one.site.id for one in found if not one.met})),
        all=number(len({one.site.id for one in found})),
    )


def _sentence(found: list[Need], only: str) -> str:
    if not found:
        return (
            gettext("Here somebody speaks the language at every site that needs it.")
            if only
            else gettext("Here no site needs a language besides Spanish.")
        )
    return gettext(
        "A site needs a language where a fifth or more of its municipality belongs to"
        " its community; one site can need two."
    )


def _bar(one: Coverage) -> ShareBar:
    group = _GROUPS.get(one.community, Group.MAYA)
    part = one.met / one.sites
    return ShareBar(_language(one.community), group, part, None, None, 1.0)


def _language(key: str) -> str:
    return named(languages()[key])


def _covered_headers() -> list[str]:
    return [
        gettext("Language"),
        gettext("Sites that need it"),
        gettext("With somebody who speaks it"),
        gettext("Without"),
        gettext("Part with"),
    ]


def _covered_row(one: Coverage) -> list[str]:
    return [
        _language(one.community),
        number(one.sites),
        number(one.met),
        number(one.sites - one.met),
        share(one.met / one.sites),
    ]


def _headers() -> list[str]:
    return [
        gettext("Site"),
        gettext("Municipality"),
        gettext("Department"),
        gettext("Language"),
        gettext("Part of the population"),
        gettext("Officers who speak it"),
    ]


def _row(one: Need) -> list[str]:
    place = one.site.municipality
    return [
        one.site.name,
        municipalities()[place].name,
        departments()[place[:2]].name,
        _language(one.community),
        share(one.part),
        cell_text(one.speakers) if one.met else gettext("nobody"),
    ]
