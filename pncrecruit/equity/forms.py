"""The levers of a projection, as percentages are typed."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from pncrecruit.equity.figures.levers import HORIZON, Levers
from pncrecruit.web.form import Form, NumberField

PERCENT = Decimal(100)


def _percent(label: str, low: str = "0", high: str = "100") -> NumberField:
    made: NumberField = NumberField(
        label,
        places=2,
        validators=[InputRequired(), NumberRange(Decimal(low), Decimal(high))],
    )
    return made


def _part(field: NumberField) -> float:
    return float((field.data or Decimal(0)) / PERCENT)


class LeversForm(Form):
    """What can be moved; shares and chances are in percent, factors in times."""

    group = HiddenField()
    entrants = IntegerField(
        lazy_gettext("Entrants to the academy a year"),
        validators=[InputRequired(), NumberRange(0, 20_000)],
    )
    intake = _percent(lazy_gettext("Share of the group at intake (percent)"))
    graduate = _percent(lazy_gettext("Of them finish the academy (percent)"))
    exits = NumberField(
        lazy_gettext("Leave by own will, times as often as today"),
        places=2,
        validators=[InputRequired(), NumberRange(0, 5)],
    )
    rising = NumberField(
        lazy_gettext("Are promoted, times as often as today"),
        places=2,
        validators=[InputRequired(), NumberRange(0, 10)],
    )
    target = _percent(lazy_gettext("Target: share to reach (percent)"), "0.01", "99")
    year = IntegerField(
        lazy_gettext("In how many years"),
        validators=[InputRequired(), NumberRange(1, HORIZON)],
    )
    ranks = SelectField(lazy_gettext("Among"))

    def levers(self) -> Levers:
        """Return what was typed as the rules count it."""
        return Levers(
            self.group.data or "",
            int(self.entrants.data or 0),
            _part(self.intake),
            _part(self.graduate),
            float(self.exits.data or 0),
            float(self.rising.data or 0),
            _part(self.target),
            int(self.year.data or HORIZON),
            self.ranks.data or "",
        )


class KeepForm(LeversForm):
    """The same, with the name under which it is kept."""

    name = StringField(
        lazy_gettext("Name of the scenario"),
        validators=[InputRequired(), Length(max=80)],
    )


def shown(levers: Levers) -> dict[str, Any]:
    """Return levers as the form shows them."""

    def percent(part: float) -> Decimal:
        return (Decimal(str(part)) * PERCENT).quantize(Decimal("0.01"))

    return {
        "group": levers.group,
        "entrants": levers.entrants,
        "intake": percent(levers.intake),
        "graduate": percent(levers.graduate),
        "exits": Decimal(str(levers.exits)),
        "rising": Decimal(str(levers.rising)),
        "target": percent(levers.target),
        "year": levers.year,
        "ranks": levers.ranks,
    }
