"""What the tools of the house say is what they found."""

import json

import pytest

from tools.audit import ADVISED, SAFE, UNKNOWN, verdict

GOOD = {"name": "flask", "version": "3.1.3", "vulns": []}
ADVICE = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([GOOD], SAFE, "1 packages examined, 0 advisories."),
        ([GOOD | {"vulns": [ADVICE]}], ADVISED, "PYSEC-2026-1 (mended in 2.0)"),
        ([GOOD, {"name": "own", "skip_reason": "not there"}], UNKNOWN, "know: own."),
        ([], UNKNOWN, "nothing was examined"),
    ],
)
def test_the_audit_is_content_only_when_each_package_was_examined(
    packages: list[object], status: int, said: str
) -> None:
    found = verdict(json.dumps({"dependencies": packages}), "")

    assert found.status == status
    assert said in "\n".join(found.lines)


def test_the_audit_says_that_nobody_answered() -> None:
    found = verdict("", "Traceback …\nrequests.exceptions.ConnectionError: no route")

    assert found.status == UNKNOWN
    assert found.lines[0].startswith("No advisory service could be asked")
    assert "no route" in found.lines[1]
