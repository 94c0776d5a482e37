"""What the tests of imports share: files, mappings, and an import done in one go."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.imports.actions import applying, staging
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules.mapping import read
from tests.factories import NOON

SOURCE = """
[source]
key = "foreign"
name = "A foreign roster"
observed_from = 2015-01-01
extracted_on = 2018-12-31
foreign = true
cohort_scheme = "foreign"
"""
OFFICERS = f"""
record = "officer"
{SOURCE}
[fields]
officer = "id"
sex = "sex"
cohort = "group"
[fields.appointed]
column = "from"
format = "%Y-%m"
[fields.separated]
column = "to"
format = "%Y-%m"
[fields.separation_kind]
column = "why"
values = {{ voluntary = "resignation", death = "death" }}
"""
POSTINGS = f"""
record = "posting"
{SOURCE}
[fields]
officer = "id"
unit = "unit"
[fields.start]
column = "from"
format = "%Y-%m"
[fields.end]
column = "to"
format = "%Y-%m"
"""
PAY = f"""
record = "pay"
{SOURCE}
[known]
rule = "end_of_period"
[fields]
officer = "id"
amount = "pay"
grade = "grade"
[fields.period]
column = "year"
format = "%Y"
"""
ROSTER = """id,sex,group,from,to,why
a,F,x,2010-03,,
b,M,y,2011-04,2016-05,voluntary
c,M,x,2012-05,,
"""

Imports = Callable[..., ImportBatch]


def through(parts: Iterator[ImportBatch]) -> ImportBatch:
    """Commit part after part; return the batch at the end."""
    last = None
    for part in parts:
        db.session.commit()
        last = part
    assert last is not None
    return last


@pytest.fixture
def staged(app: object, tmp_path: Path) -> Imports:
    """Read a file into a batch: `staged(mapping, content, name="file.csv")`."""

    def stage(
        mapping: str, content: str | bytes, name: str = "file.csv"
    ) -> ImportBatch:
        path = tmp_path / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return through(staging.stage(path, name, read(mapping), author=SYSTEM, at=NOON))

    return stage


@pytest.fixture
def imported(staged: Imports) -> Imports:
    """Read a file and apply its good lines."""

    def bring(
        mapping: str, content: str | bytes, name: str = "file.csv"
    ) -> ImportBatch:
        batch = staged(mapping, content, name)
        return through(applying.apply(batch, author=SYSTEM, at=NOON))

    return bring
