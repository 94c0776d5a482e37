"""Cohorts of the model's audit: positions of officers, never a person's label."""

from collections import defaultdict

from sqlalchemy import select

from pncrecruit.analysis.cohorts import Cohort
from pncrecruit.db import db
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import Purpose
from pncrecruit.officers.models import DataSource, Officer
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.retention.features.asof import Ints

_NATIONAL = ("maya", "xinka", "garifuna")


def cohorts(officer_id: Ints) -> list[Cohort]:
    """Return the cohorts of a force: by sex, people, intersection, and own schemes.

    ``officer_id`` ascends; members are positions in it.
    """
    rows = db.session.execute(
        select(Officer.id, Officer.person_id, Person.sex).join(
            Person, Person.id == Officer.person_id
        )
    ).all()
    place = {int(one): at for at, one in enumerate(officer_id.tolist())}
    person = {row[1]: place[row[0]] for row in rows if row[0] in place}
    sexes: dict[str, set[int]] = defaultdict(set)
    for officer, _, sex in rows:
        if officer in place:
            sexes[sex.value].add(place[officer])
    made = [
        Cohort("women", frozenset(sexes[Sex.FEMALE.value])),
        Cohort("men", frozenset(sexes[Sex.MALE.value])),
    ]
    made += _of_peoples(person, sexes[Sex.FEMALE.value])
    for scheme in _schemes():
        made += _of_scheme(scheme, person)
    return [one for one in made if one.members or one.key in ("women", "men")]


def wholes(made: list[Cohort]) -> list[tuple[str, ...]]:
    """Return which cohorts, taken together, are everybody: as the schemes mean them."""
    schemes: dict[str, list[str]] = defaultdict(list)
    for one in made:
        scheme, sign, _ = one.key.partition("=")
        if sign:
            schemes[scheme].append(one.key)
    told = [("women", "men"), (*_NATIONAL, "other", "not_stated")]
    keys = {one.key for one in made}
    return [one for one in told if keys.issuperset(one)] + [
        tuple(one) for one in schemes.values()
    ]


def _of_peoples(person: dict[int, int], women: set[int]) -> list[Cohort]:
    groups: dict[str, set[int]] = defaultdict(set)
    for person_id, label in labels(Purpose.MODEL_AUDIT).items():
        if person_id not in person:
            continue
        at = person[person_id]
        known = label.main_people
        if known is None:
            groups["not_stated"].add(at)
            continue
        key = known if known in _NATIONAL else "other"
        groups[f"{key}:women" if at in women else f"{key}:men"].add(at)
    silent = set(person.values()) - set().union(*groups.values()) if groups else set()
    if not groups:
        return []
    groups["not_stated"] |= silent
    made = []
    for key in (*_NATIONAL, "other"):
        parts = tuple(f"{key}:{sex}" for sex in ("women", "men"))
        made += [Cohort(part, frozenset(groups[part])) for part in parts]
        both = frozenset(groups[parts[0]] | groups[parts[1]])
        made.append(Cohort(key, both, parts))
    indigenous = {
        sex: frozenset(groups[f"maya:{sex}"] | groups[f"xinka:{sex}"])
        for sex in ("women", "men")
    }
    made += [
        Cohort(
            "indigenous",
            indigenous["women"] | indigenous["men"],
            ("maya", "xinka"),
        ),
        Cohort("indigenous:women", indigenous["women"], ("maya:women", "xinka:women")),
        Cohort("not_stated", frozenset(groups["not_stated"])),
    ]
    return made


def _schemes() -> list[str]:
    """Return the cohort schemes that a source brought and vouches for."""
    found = db.session.scalars(
        select(DataSource.cohort_scheme)
        .where(DataSource.cohort_scheme.is_not(None), DataSource.confirmed_labels)
        .distinct()
    )
    return sorted(one for one in found if one)


def _of_scheme(scheme: str, person: dict[int, int]) -> list[Cohort]:
    groups: dict[str, set[int]] = defaultdict(set)
    for person_id, label in labels(Purpose.MODEL_AUDIT, scheme).items():
        if person_id in person and label.value:
            groups[f"{scheme}={label.value}"].add(person[person_id])
    return [Cohort(key, frozenset(members)) for key, members in sorted(groups.items())]
