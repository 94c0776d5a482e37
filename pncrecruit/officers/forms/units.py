"""The shapes of what is sent about units."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from flask_babel import lazy_gettext
from wtforms import (  # type: ignore[attr-defined]
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.officers.models import Facility
from pncrecruit.officers.queries.units import UnitName
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import FacilityFacts, UnitDraft, UnitFacts
from pncrecruit.reference import municipalities
from pncrecruit.web.form import DayField, Form, VersionedForm, choices_of

KNOWN = {"yes": True, "no": False}
ANSWERS = {True: "yes", False: "no", None: "unknown"}


def unit_choices(units: Iterable[UnitName]) -> list[SelectChoice]:
    """Return units to choose from, by code."""
    return [
        SelectChoice("", ""),
        *(SelectChoice(one.code, f"{one.code} · {one.name}") for one in units),
    ]


def municipality_choices() -> list[SelectChoice]:
    """Return the municipalities to choose from, by department."""
    return [
        SelectChoice("", ""),
        *(
            SelectChoice(code, f"{one.name}, {one.department.name}")
            for code, one in municipalities().items()
        ),
    ]


class NewUnitForm(Form):
    """A unit that is asked for."""

    kind = SelectField(
        lazy_gettext("Kind"), choices=choices_of(UnitKind), validators=[InputRequired()]
    )
    parent = SelectField(lazy_gettext("Lies below"), validators=[Optional()])
    code = StringField(
        lazy_gettext("Code"),
        description=lazy_gettext(
            "23 for a comisaría, 23-11 for its site 11, letters for the others"
        ),
        validators=[InputRequired(), Length(max=20)],
    )
    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=80)]
    )
    municipality = SelectField(lazy_gettext("Municipality"), validators=[Optional()])
    establishment = IntegerField(
        lazy_gettext("Establishment"),
        description=lazy_gettext("How many posts are foreseen"),
        validators=[Optional()],
    )
    since = DayField(lazy_gettext("Open since"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("For the person who decides: the order or agreement"),
        validators=[InputRequired(), Length(max=2000)],
    )

    def offer(self, parents: Iterable[UnitName]) -> None:
        """Fill in what there is to choose from."""
        self.parent.choices = unit_choices(parents)
        self.municipality.choices = municipality_choices()

    @property
    def draft(self) -> UnitDraft:
        """The unit that was sent."""
        return UnitDraft(
            code=(self.code.data or "").strip().upper(),
            name=(self.name.data or "").strip(),
            kind=UnitKind(self.kind.data),
            parent_code=self.parent.data or None,
            opened_on=cast(date, self.since.data),
            municipality=self.municipality.data or None,
            establishment=self.establishment.data,
        )


class UnitForm(VersionedForm):
    """What changes without a second person."""

    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=80)]
    )
    municipality = SelectField(lazy_gettext("Municipality"), validators=[Optional()])
    establishment = IntegerField(
        lazy_gettext("Establishment"),
        description=lazy_gettext("How many posts are foreseen"),
        validators=[Optional()],
    )
    alert_budget = IntegerField(
        lazy_gettext("Cases a month"),
        description=lazy_gettext(
            "How many people in need of a talk its manager is shown in a month"
        ),
        validators=[InputRequired()],
    )
    since = DayField(
        lazy_gettext("Since"),
        description=lazy_gettext("The first day on which this holds"),
        validators=[InputRequired()],
    )

    def offer(self) -> None:
        """Fill in what there is to choose from."""
        self.municipality.choices = municipality_choices()

    @property
    def facts(self) -> UnitFacts:
        """What was sent."""
        return UnitFacts(
            name=(self.name.data or "").strip(),
            municipality=self.municipality.data or None,
            establishment=self.establishment.data,
            alert_budget=self.alert_budget.data or 0,
        )


class MoveForm(Form):
    """Where a unit is to lie, and as what."""

    parent = SelectField(lazy_gettext("Lies below"), validators=[InputRequired()])
    kind = SelectField(
        lazy_gettext("Kind"), choices=choices_of(UnitKind), validators=[InputRequired()]
    )
    since = DayField(lazy_gettext("Since"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("For the person who decides: the order or agreement"),
        validators=[InputRequired(), Length(max=2000)],
    )

    def offer(self, parents: Iterable[UnitName]) -> None:
        """Fill in what there is to choose from."""
        self.parent.choices = unit_choices(parents)


class CloseForm(Form):
    """Since when a unit is closed."""

    since = DayField(lazy_gettext("Closed on"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("For the person who decides: the order or agreement"),
        validators=[InputRequired(), Length(max=2000)],
    )


def _known_field(label: str) -> RadioField:
    return RadioField(
        label,
        choices=[
            SelectChoice("yes", lazy_gettext("Yes")),
            SelectChoice("no", lazy_gettext("No")),
            SelectChoice("unknown", lazy_gettext("Not known")),
        ],
        default="unknown",
        validators=[InputRequired()],
    )


class FacilityForm(VersionedForm):
    """What a site offers; "not known" is an answer of its own."""

    womens_quarters = _known_field(lazy_gettext("Separate quarters for women"))
    womens_baths = _known_field(lazy_gettext("Separate baths for women"))
    water = _known_field(lazy_gettext("Running water"))
    beds = IntegerField(lazy_gettext("Beds"), validators=[Optional()])
    since = DayField(
        lazy_gettext("Since"),
        description=lazy_gettext("The first day on which this holds"),
        validators=[InputRequired()],
    )

    def show(self, row: Facility) -> None:
        """Start from what is known."""
        for name in ("womens_quarters", "womens_baths", "water"):
            self[name].data = ANSWERS[getattr(row, name)]
        self.beds.data = row.beds

    @property
    def facts(self) -> FacilityFacts:
        """What was sent."""
        return FacilityFacts(
            womens_quarters=KNOWN.get(self.womens_quarters.data),
            womens_baths=KNOWN.get(self.womens_baths.data),
            water=KNOWN.get(self.water.data),
            beds=self.beds.data,
        )
