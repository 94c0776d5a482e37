"""Fitted models as JSON: readable, comparable, and refused if anything is odd."""

import hashlib
import json
import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from pncrecruit.analysis.additive import AdditiveLogistic
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.tenure_band import TenureBand

SCHEMA: Final = 2
# Before the season turned with the months; such a model is read as it was.
_FIRST: Final = 1
_ENVELOPE: Final = frozenset({"schema", "kind", "model", "sha256"})
_HAZARD: Final = frozenset(
    {"names", "advancing", "turning", "n_knots", "c", "causes", "hazards"}
)
_CURVES: Final = frozenset({"intercept", "curves"})
_CURVE: Final = frozenset({"knots", "means", "scales", "coefficients"})
_BAND: Final = frozenset(
    {"edges", "prior_events", "causes", "months", "events", "hazards"}
)


class RefusedDocumentError(ValueError):
    """The text is not a model that this version wrote, to the last byte."""


def to_text(model: MonthlyHazard | TenureBand) -> str:
    """Write a fitted model down.

    Returns
    -------
    str
        JSON with sorted keys, a schema version and the SHA-256 of its content. Numbers
        are written so that reading gives the same bits.
    """
    if isinstance(model, TenureBand):
        kind, content = "TenureBand", _band_content(model)
    else:
        kind, content = "MonthlyHazard", _hazard_content(model)
    head = {"schema": SCHEMA, "kind": kind, "model": content}
    return _canonical({**head, "sha256": _digest(head)})


def from_text(text: str) -> MonthlyHazard | TenureBand:
    """Read a model back.

    Raises
    ------
    RefusedDocumentError
        If the text is not JSON, has an unknown, missing or doubled field, another
        schema, a number that is none, or another SHA-256 than it says.
    """
    try:
        document = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant
        )
    except (json.JSONDecodeError, UnicodeError, RecursionError) as error:
        raise RefusedDocumentError(f"not JSON: {error}") from error
    _fields(document, _ENVELOPE)
    head = {key: document[key] for key in ("schema", "kind", "model")}
    if document["schema"] not in (_FIRST, SCHEMA):
        raise RefusedDocumentError(f"schema {document['schema']!r} is not {SCHEMA}")
    if document["sha256"] != _digest(head):
        raise RefusedDocumentError("the content was changed after it was written")
    readers: dict[str, Callable[[dict[str, Any]], MonthlyHazard | TenureBand]] = {
        "MonthlyHazard": _read_hazard,
        "TenureBand": _read_band,
    }
    if document["kind"] not in readers:
        raise RefusedDocumentError(f"no model is called {document['kind']!r}")
    content = document["model"]
    if document["schema"] == _FIRST and document["kind"] == "MonthlyHazard":
        _fields(content, _HAZARD - {"turning"})
        content = {**content, "turning": []}
    try:
        return readers[document["kind"]](content)
    except (TypeError, KeyError, IndexError, AttributeError, ValueError) as error:
        raise RefusedDocumentError(f"a field has the wrong form: {error}") from error


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RefusedDocumentError("a field is there twice")
    return found


def _no_constant(name: str) -> float:
    raise RefusedDocumentError(f"{name} is not a number that is written here")


def _fields(document: Any, wanted: frozenset[str]) -> None:
    if not isinstance(document, dict) or document.keys() != wanted:
        found = sorted(document) if isinstance(document, dict) else type(document)
        raise RefusedDocumentError(f"expected the fields {sorted(wanted)}, got {found}")


def _numbers(values: Any) -> Any:
    array = np.array(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise RefusedDocumentError("a number is not finite")
    return array


def _hazard_content(model: MonthlyHazard) -> dict[str, Any]:
    return {
        "names": list(model.names_),
        "advancing": dict(model.advancing or {}),
        "turning": [list(pair) for pair in model.turning or ()],
        "n_knots": model.n_knots,
        "c": model.c,
        "causes": [int(code) for code in model.classes_],
        "hazards": [
            {
                "intercept": one.intercept_,
                "curves": [
                    {
                        "knots": at.tolist(),
                        "means": mean.tolist(),
                        # A constant column has no scale: JSON knows no infinity.
                        "scales": [0.0 if math.isinf(s) else s for s in scale.tolist()],
                        "coefficients": coefficients.tolist(),
                    }
                    for at, mean, scale, coefficients in zip(
                        one.knots_, one.means_, one.scales_, one.coef_, strict=True
                    )
                ],
            }
            for one in model.hazards_
        ],
    }


def _read_hazard(content: dict[str, Any]) -> MonthlyHazard:
    _fields(content, _HAZARD)
    model = MonthlyHazard(
        tuple(content["names"]),
        content["advancing"],
        tuple((sine, cosine) for sine, cosine in content["turning"]),
        n_knots=content["n_knots"],
        c=content["c"],
    )
    model.names_ = tuple(content["names"])
    model.n_features_in_ = len(model.names_)
    model.classes_ = np.array(content["causes"])
    model.hazards_ = [_read_curves(one, model) for one in content["hazards"]]
    if len(model.hazards_) != model.classes_.size - 1:
        raise RefusedDocumentError("there must be one hazard for each cause")
    return model


def _read_curves(content: dict[str, Any], model: MonthlyHazard) -> AdditiveLogistic:
    _fields(content, _CURVES)
    for curve in content["curves"]:
        _fields(curve, _CURVE)
    if len(content["curves"]) != model.n_features_in_:
        raise RefusedDocumentError("there must be one curve for each column")
    one = AdditiveLogistic(model.n_knots, model.c)
    one.classes_ = np.array([False, True])
    one.n_features_in_ = model.n_features_in_
    one.intercept_ = float(_numbers(content["intercept"]))
    one.knots_ = [_numbers(curve["knots"]) for curve in content["curves"]]
    one.means_ = [_numbers(curve["means"]) for curve in content["curves"]]
    scales = [_numbers(curve["scales"]) for curve in content["curves"]]
    one.scales_ = [np.where(scale > 0, scale, np.inf) for scale in scales]
    one.coef_ = [_numbers(curve["coefficients"]) for curve in content["curves"]]
    return one


def _band_content(model: TenureBand) -> dict[str, Any]:
    return {
        "edges": list(model.edges),
        "prior_events": model.prior_events,
        "causes": list(model.causes_),
        "months": model.months_.tolist(),
        "events": model.events_.tolist(),
        "hazards": model.hazards_.tolist(),
    }


def _read_band(content: dict[str, Any]) -> TenureBand:
    _fields(content, _BAND)
    model = TenureBand(tuple(content["edges"]), content["prior_events"])
    model.causes_ = tuple(content["causes"])
    model.months_ = _numbers(content["months"])
    model.events_ = _numbers(content["events"])
    model.hazards_ = _numbers(content["hazards"])
    return model
