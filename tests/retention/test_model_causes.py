"""What weighs in a score is told as a cause only where its sentence is true."""

import math

from pncrecruit.retention.features.inputs import NAMES
from pncrecruit.retention.features.service import model_causes
from pncrecruit.retention.rules.catalogue import CauseCode


def told(**values: float) -> list[CauseCode]:
    """Return the causes if each of these inputs weighs, the first most."""
    weights = {name: 1.0 / (place + 1) for place, name in enumerate(values)}
    return [
        cause.code
        for cause in model_causes(
            [weights.get(name, 0.0) for name in NAMES],
            [values.get(name, math.nan) for name in NAMES],
        )
    ]


def test_a_refusal_that_never_was_is_no_cause() -> None:
    assert told(leave_refused=0, rest_cancelled=2) == [CauseCode.REST_CANCELLED]


def test_a_few_kilometres_and_a_few_months_are_no_cause() -> None:
    short = {"distance_km": 12, "months_in_post": 3, "months_in_rank": 5}
    assert told(**short) == [CauseCode.SEVERAL_TOGETHER]
    long = {"distance_km": 120, "months_in_post": 30, "months_in_rank": 60}
    assert told(**long) == [
        CauseCode.FAR_FROM_HOME,
        CauseCode.LONG_IN_POST,
        CauseCode.LONG_IN_RANK,
    ]


def test_much_training_is_not_little_and_what_is_unknown_is_nothing() -> None:
    assert told(training_hours=90, site_lacks=math.nan) == [CauseCode.SEVERAL_TOGETHER]
    assert told(training_hours=10) == [CauseCode.LITTLE_TRAINING]
