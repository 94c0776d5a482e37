"""How the records of each kind are found, all of a page at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.policy import Permission
from pncrecruit.imports.models import ImportBatch
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.oversight import queries
from pncrecruit.oversight.queries import ApplicationName, OfficerName
from pncrecruit.oversight.words.found import Finder, Found, permissions, plain
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.queries import merging
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.web.filters import as_date, as_datetime


def _calls(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return {
            row.key: Found(
                row.code if row.name == row.code else f"{row.code} · {row.name}",
                Permission.RECRUITMENT_CALL_READ,
                "recruitment.call",
                {"code": row.code},
            )
            for row in queries.calls(column, take(keys))
        }

    return find


def _units(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return {
            row.key: Found(
                row.name if row.name == row.code else f"{row.code} · {row.name}",
                Permission.UNIT_READ,
                "officers.unit",
                {"code": row.code},
            )
            for row in queries.units(column, take(keys))
        }

    return find


def _accounts(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return _of_accounts(queries.accounts(column, take(keys)))

    return find


def _of_accounts(rows: Iterable[tuple[str, UUID, str]]) -> dict[str, Found]:
    return {
        key: Found(
            name,
            Permission.USER_ACCOUNT_READ,
            "access.account",
            {"account_id": public_id},
        )
        for key, public_id, name in rows
    }


def _grants(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return _of_accounts(queries.role_grants(queries.numbers(keys)))


def _application(row: ApplicationName) -> Found:
    return Found(
        application_number(row.call_code, row.number),
        Permission.APPLICATION_READ,
        "recruitment.application",
        {"public_id": row.public_id},
    )


def _applications(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return {
            row.key: _application(row)
            for row in queries.applications(column, take(keys))
        }

    return find


def _officer(row: OfficerName, actor: Actor) -> Found:
    surnames = " ".join(filter(None, (row.first_surname, row.second_surname)))
    if not surnames and not row.given_names:
        text = gettext("Officer %(number)s", number=row.external_id or row.nip or "")
    elif "masked" in actor.conditions(Permission.OFFICER_LIST):
        parts = f"{row.given_names} {surnames}".split()
        text = " ".join(f"{part[0]}." for part in parts)
    else:
        text = ", ".join(filter(None, (surnames, row.given_names)))
    args = {"officer_id": row.public_id}
    return Found(text, Permission.OFFICER_READ, "officers.officer", args)


def _officers(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], actor: Actor) -> dict[str, Found]:
        return {
            row.key: _officer(row, actor)
            for row in queries.officers(column, take(keys))
        }

    return find


def _persons(keys: set[str], actor: Actor) -> dict[str, Found]:
    # A person is known by their application, or as the officer they are.
    found = _applications(Person.public_id, queries.uuids)(keys, actor)
    rest = keys - found.keys()
    found |= _officers(Person.public_id, queries.uuids)(rest, actor)
    # A record that was led into another has nothing of its own: the other's name.
    led = merging.led(queries.uuids(keys - found.keys()))
    stands = _persons(set(led.values()), actor) if led else {}
    return found | {one: stands[by] for one, by in led.items() if by in stands}


def _pairs(keys: set[str], actor: Actor) -> dict[str, Found]:
    # Of the two records that a request would lead together, the one that stays.
    first = {key: key.partition("-")[0] for key in keys}
    found = _applications(Person.id, queries.numbers)(set(first.values()), actor)
    return {key: found[one] for key, one in first.items() if one in found}


def _merges(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        str(one.public_id): Found(
            as_date(one.merged_at),
            Permission.APPLICATION_MERGE,
            "recruitment.merged",
            {"merge_id": one.public_id},
        )
        for one in merging.merges(queries.uuids(keys))
    }


def _batches(column: Any, take: Callable[[set[str]], Any]) -> Finder:
    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return {
            key: Found(
                name,
                Permission.IMPORT_BATCH_READ,
                "imports.batch",
                {"batch_id": public_id},
            )
            for key, public_id, name in queries.batches(column, take(keys))
        }

    return find


def _approvals(keys: set[str], _actor: Actor) -> dict[str, Found]:
    handlers = {handler.kind: handler for handler in approvals.kinds()}
    return {
        str(one.public_id): Found(
            gettext(handlers[one.kind].label),
            handlers[one.kind].needs(one.payload),
            "access.approval",
            {"approval_id": one.public_id},
        )
        for one in queries.approvals(queries.uuids(keys))
        if one.kind in handlers
    }


def _snapshots(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(
            gettext("%(day)s, edition %(edition)s", day=as_date(day), edition=edition),
            Permission.EQUITY_FIGURES_VIEW,
            "equity.representation",
        )
        for key, day, edition in queries.snapshots(queries.numbers(keys))
    }


def _scenarios(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(name, Permission.PROJECTION_VIEW, "equity.projection")
        for key, name in queries.scenarios(queries.uuids(keys))
    }


def _panels(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(
            f"{call} · {name}",
            Permission.ASSESSMENT_SESSION_ASSIGN_PANEL,
            "recruitment.panels",
            {"code": call, "phase": phase},
        )
        for key, name, call, phase in queries.panels(queries.uuids(keys))
    }


def _sessions(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(
            f"{call} · {as_datetime(starts_at)}",
            Permission.ASSESSMENT_SESSION_LIST,
            "recruitment.session",
            {"session_id": key},
        )
        for key, call, starts_at in queries.exam_sessions(queries.uuids(keys))
    }


def _lists(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(
            gettext("%(call)s, edition %(edition)s", call=call, edition=edition),
            Permission.SELECTION_LIST_READ,
            "recruitment.selection_edition",
            {"list_id": key},
        )
        for key, call, edition in queries.selection_lists(queries.uuids(keys))
    }


def _through(rows: Callable[[list[UUID]], list[ApplicationName]]) -> Finder:
    """Return the finder of a kind that is named by its application."""

    def find(keys: set[str], _actor: Actor) -> dict[str, Found]:
        return {row.key: _application(row) for row in rows(queries.uuids(keys))}

    return find


def _alerts(keys: set[str], _actor: Actor) -> dict[str, Found]:
    found = {
        key: Found(unit, Permission.ALERT_READ, "retention.alert", {"public_id": key})
        for key, unit in queries.alerts(queries.uuids(keys))
    }
    # A deed about all cases of a day names the day: 2026-11-24.
    days = {key: f"{key[8:]}/{key[5:7]}/{key[:4]}" for key in keys if len(key) == 10}
    return {key: Found(text) for key, text in days.items()} | found


def _models(keys: set[str], _actor: Actor) -> dict[str, Found]:
    return {
        key: Found(
            gettext("Version %(number)s", number=key),
            Permission.MODEL_VERSION_READ_CARD,
            "retention.model",
        )
        for key in queries.model_numbers(queries.numbers(keys))
    }


def _marks(keys: set[str], actor: Actor) -> dict[str, Found]:
    # A mark is named by its application, phase and examiner: 12-3-0.
    parts = {key: key.partition("-")[0] for key in keys}
    found = _applications(Application.id, queries.numbers)(set(parts.values()), actor)
    return {key: found[one] for key, one in parts.items() if one in found}


def _sheets(keys: set[str], _actor: Actor) -> dict[str, Found]:
    # "phase/code": the code is what stands on the sheet.
    return {key: Found(key.rpartition("/")[2]) for key in keys}


def _nameless(keys: set[str], _actor: Actor) -> dict[str, Found]:
    # The kind says it all: there is one, or nobody could tell them apart.
    return {key: Found("") for key in keys}


def _either(first: Finder, second: Finder) -> Finder:
    # Some deeds name a record by its code, others by its number.
    def find(keys: set[str], actor: Actor) -> dict[str, Found]:
        found = first(keys, actor)
        rest = keys - found.keys()
        return found | second(rest, actor) if rest else found

    return find


_CALLS = _either(
    _calls(RecruitmentCall.code, list), _calls(RecruitmentCall.id, queries.numbers)
)
_ACCOUNTS = _either(
    _accounts(User.public_id, queries.uuids), _accounts(User.id, queries.numbers)
)


# By the kind of the subject; what ends in _id is how a value names a record.
FINDERS: Mapping[str, Finder] = {
    "account": _ACCOUNTS,
    "account_id": _accounts(User.id, queries.numbers),
    "alert": _alerts,
    "application_document": _through(queries.of_documents),
    "applicant_list": _CALLS,
    "application": _applications(Application.public_id, queries.uuids),
    "application_id": _applications(Application.id, queries.numbers),
    "appointment": _CALLS,
    "appointment_act": plain,
    "approval": _approvals,
    "audit_log": _nameless,
    "call": _CALLS,
    "call_rule": _CALLS,
    "conflict_declaration": _through(queries.of_conflicts),
    "exam_session": _sessions,
    "figure_snapshot": _snapshots,
    "database": _nameless,
    "import_batch": _either(
        _batches(ImportBatch.public_id, queries.uuids),
        _batches(ImportBatch.id, queries.numbers),
    ),
    "mark": _marks,
    "message_template": _nameless,
    "model_version": _models,
    "officer": _officers(Officer.public_id, queries.uuids),
    "officer_id": _officers(Officer.id, queries.numbers),
    "panel": _panels,
    "permission": permissions,
    "person": _persons,
    "person_merge": _merges,
    "person_pair": _pairs,
    "projection_scenario": _scenarios,
    "public_pack": plain,
    "rank": _nameless,
    "recruitment_call": _CALLS,
    "review_request": _through(queries.of_reviews),
    "role_grant": _grants,
    "selection_list": _lists,
    "session": _nameless,
    "sheet": _sheets,
    "unit": _units(Unit.code, list),
    "unit_id": _units(Unit.id, queries.numbers),
    "user_account": _ACCOUNTS,
}
