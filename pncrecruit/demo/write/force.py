"""Officers and the lines of their service records."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from pncrecruit.bulk import public_ids
from pncrecruit.demo.country import Country
from pncrecruit.demo.ladder import RANKS
from pncrecruit.demo.ledger import as_date
from pncrecruit.demo.places import SHIFTS
from pncrecruit.demo.records import Record, Table
from pncrecruit.demo.write.bulk import SOURCE, dates, ids, insert_rows, next_id
from pncrecruit.officers.models import DataSource, Officer, ServiceFact
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.persons.kinds import Precision

SHIFT_DAYS = {
    key: dict(zip(("days_on", "days_off"), map(int, key.split("x")), strict=True))
    for key in SHIFTS
}


def seen_until(land: Country) -> date:
    """Return the last day that the record tells of: that of the month before."""
    return as_date(np.datetime64(land.today, "M").astype("datetime64[D]") - 1)


def write_source(land: Country, at: datetime) -> int:
    """Write where the service facts come from, with the window it saw."""
    (number,) = ids(DataSource, 1)
    insert_rows(
        DataSource,
        {"id": [number]},
        key=SOURCE,
        name="País de demostración (datos sintéticos)",
        observed_from=land.observed_from,
        extracted_on=seen_until(land),
        currency="GTQ",
        confirmed_labels=True,
        recorded_at=at,
    )
    return number


def write_officers(
    land: Country,
    *,
    person: list[int],
    unit: list[int],
    application: list[int],
    source: int,
) -> list[int]:
    """Write the officers as they are today; return their identifiers."""
    staff = land.officers
    numbers = ids(Officer, len(staff))
    ended = dates(staff.ended)
    order = np.argsort(staff.appointed, kind="stable")
    nip = np.empty(len(staff), dtype=np.int64)
    nip[order] = 10_001 + np.arange(len(staff))
    insert_rows(
        Officer,
        {
            "id": numbers,
            "public_id": public_ids(len(numbers)),
            "person_id": [person[row] for row in staff.person.tolist()],
            "nip": [str(one) for one in nip.tolist()],
            "application_id": [
                application[row] if row >= 0 else None
                for row in staff.application.tolist()
            ],
            "status": [
                OfficerStatus.SEPARATED if day else OfficerStatus.SERVING
                for day in ended
            ],
            "rank_key": RANKS[staff.rank].tolist(),
            "unit_id": [unit[row] for row in staff.unit.tolist()],
            "appointed_on": dates(staff.appointed),
            "separated_on": ended,
        },
        source_id=source,
        version=1,
    )
    return numbers


class _Facts:
    """Writes lines of service records; each kind gives the columns that it has."""

    def __init__(self, officer: list[int], source: int, at: datetime) -> None:
        self.officer = officer
        self.same: dict[str, Any] = {
            "source_id": source,
            "recorded_at": at,
            "precision": Precision.DAY,
            "withdrawn": False,
            "reason": "",
        }

    def write(
        self,
        kind: FactKind,
        officer: npt.NDArray[Any],
        start: npt.NDArray[Any],
        *,
        known: npt.NDArray[Any] | None = None,
        **columns: Sequence[Any],
    ) -> list[int]:
        """Write facts of a kind, known since they are true if not said otherwise."""
        days = dates(start)
        first = next_id(ServiceFact)
        numbers = list(range(first, first + len(days)))
        insert_rows(
            ServiceFact,
            {
                "id": numbers,
                "officer_id": [self.officer[row] for row in officer.tolist()],
                "valid_from": days,
                "known_on": days if known is None else dates(known),
                **columns,
            },
            kind=kind,
            **self.same,
        )
        return numbers


def write_facts(
    land: Country, *, officer: list[int], unit: list[int], source: int, at: datetime
) -> None:
    """Write every line of the service records."""
    facts = _Facts(officer, source, at)
    _write_career(facts, land, unit)
    _write_pay(facts, land.record.pay)
    _write_duty(facts, land.record, unit)
    _write_requests(facts, land.record.request, unit)
    _write_complaints(facts, land.record.complaint)


def _write_career(facts: _Facts, land: Country, unit: list[int]) -> None:
    staff, record = land.officers, land.record
    everyone = np.arange(len(staff))
    posting, rank = record.posting, record.rank
    firsts = np.unique(posting["officer"], return_index=True)[1]
    graduates = staff.application >= 0
    facts.write(
        FactKind.APPOINTMENT,
        everyone,
        staff.appointed,
        unit_id=[unit[row] for row in posting["unit"][firsts].tolist()],
        code=np.where(graduates, land.calls[0].code, "intake").tolist(),
    )
    home = land.persons.residence[staff.person]
    known = home != ""
    facts.write(
        FactKind.HOME,
        everyone[known],
        staff.appointed[known],
        code=home[known].tolist(),
    )
    order = np.lexsort((rank["start"], rank["officer"]))
    facts.write(
        FactKind.RANK,
        rank["officer"][order],
        rank["start"][order],
        valid_to=dates(_next_start(rank["officer"][order], rank["start"][order])),
        code=RANKS[rank["rank"][order]].tolist(),
    )
    facts.write(
        FactKind.POSTING,
        posting["officer"],
        posting["start"],
        valid_to=dates(posting["end"]),
        unit_id=[unit[row] for row in posting["unit"].tolist()],
        code=np.where(posting["asked"], "asked", "ordered").tolist(),
        details=[{"principal": True}] * len(posting["start"]),
    )
    _write_shifts(facts, land)
    gone = np.flatnonzero(~np.isnat(staff.ended))
    facts.write(
        FactKind.SEPARATION,
        gone,
        staff.ended[gone],
        code=staff.end_kind[gone].tolist(),
    )


def _next_start(officer: npt.NDArray[Any], start: npt.NDArray[Any]) -> npt.NDArray[Any]:
    end = np.full(len(start), np.datetime64("NaT", "D"))
    same = officer[1:] == officer[:-1]
    end[:-1] = np.where(same, start[1:], np.datetime64("NaT", "D"))
    return end


def _write_shifts(facts: _Facts, land: Country) -> None:
    """Write the shift pattern of each posting, while it lasted.

    Of the last one alone it would tell who moved on later, and so who stayed.
    """
    posting = land.record.posting
    pattern = land.units.shift[posting["unit"]].tolist()
    facts.write(
        FactKind.SHIFT,
        posting["officer"],
        posting["start"],
        valid_to=dates(posting["end"]),
        code=pattern,
        details=[SHIFT_DAYS[one] for one in pattern],
    )


def _write_pay(facts: _Facts, pay: Table) -> None:
    """Write pay by calendar year; the amount is that of the period."""
    end = (pay["year"] - 1969).astype("datetime64[Y]").astype("datetime64[D]")
    months = 12 - (pay["start"].astype("datetime64[M]").astype(int) % 12)
    facts.write(
        FactKind.PAY,
        pay["officer"],
        pay["start"],
        valid_to=dates(end),
        code=RANKS[pay["rank"]].tolist(),
        amount=[Decimal(int(one)) for one in (pay["amount"] * months).tolist()],
    )


def _write_duty(facts: _Facts, record: Record, unit: list[int]) -> None:
    rest, leave, training = record.rest, record.leave, record.training
    facts.write(
        FactKind.REST_CANCELLED,
        rest["officer"],
        rest["day"],
        valid_to=dates(rest["day"] + rest["days"]),
        unit_id=[unit[row] for row in rest["unit"].tolist()],
        amount=[Decimal(one) for one in rest["days"].tolist()],
    )
    for kind, which in (
        (FactKind.LEAVE, ~leave["refused"]),
        (FactKind.LEAVE_REFUSED, leave["refused"]),
    ):
        end = leave["day"] + leave["days"]
        facts.write(
            kind,
            leave["officer"][which],
            leave["day"][which],
            valid_to=dates(end[which]),
            code=leave["kind"][which].tolist(),
            amount=[Decimal(one) for one in leave["days"][which].tolist()],
        )
    facts.write(
        FactKind.TRAINING,
        training["officer"],
        training["day"],
        code=training["course"].tolist(),
        amount=[Decimal(one) for one in training["hours"].tolist()],
    )


def _write_requests(facts: _Facts, request: Table, unit: list[int]) -> None:
    """Write each request as it was known: open first, answered later."""
    wanted = [unit[row] for row in request["unit"].tolist()]
    opened = facts.write(
        FactKind.TRANSFER_REQUEST,
        request["officer"],
        request["asked"],
        unit_id=wanted,
        code=["open"] * len(wanted),
    )
    closed = np.flatnonzero(~np.isnat(request["answered"]))
    answered = request["answered"][closed]
    facts.write(
        FactKind.TRANSFER_REQUEST,
        request["officer"][closed],
        request["asked"][closed],
        known=answered,
        valid_to=dates(answered),
        unit_id=[wanted[row] for row in closed.tolist()],
        code=np.where(request["granted"][closed], "answered", "refused").tolist(),
        supersedes_id=[opened[row] for row in closed.tolist()],
    )


def _write_complaints(facts: _Facts, complaint: Table) -> None:
    """Write each complaint when it was opened, its finding when it was closed."""
    severity = complaint["severity"].tolist()
    opened = facts.write(
        FactKind.COMPLAINT, complaint["officer"], complaint["opened"], code=severity
    )
    closed = np.flatnonzero(~np.isnat(complaint["closed"]))
    day = complaint["closed"][closed]
    findings = np.where(complaint["sustained"][closed], "sustained", "not_sustained")
    facts.write(
        FactKind.COMPLAINT,
        complaint["officer"][closed],
        complaint["opened"][closed],
        known=day,
        valid_to=dates(day),
        code=[severity[row] for row in closed.tolist()],
        details=[{"finding": one} for one in findings.tolist()],
        supersedes_id=[opened[row] for row in closed.tolist()],
    )
