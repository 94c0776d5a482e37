"""What is sent about marking: the call's rule, panels, sheets and conflicts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Reserved, Scheme
from pncrecruit.reference import departments
from pncrecruit.web.form import Form, NumberField, choices_of
from pncrecruit.web.i18n import named

RESERVED_ROWS = 4


class SchemeForm(Form):
    """The rule of marking and selection; fields of each phase are added by its call."""

    waiting = IntegerField(
        lazy_gettext("Places on the waiting list"),
        description=lazy_gettext("Left empty: all who did not get a seat."),
        validators=[Optional(), NumberRange(0, 100_000)],
    )
    offer_days = IntegerField(
        lazy_gettext("Days to answer an offer"), validators=[InputRequired()], default=5
    )
    review_days = IntegerField(
        lazy_gettext("Days to ask for a review"),
        validators=[InputRequired()],
        default=5,
    )
    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=2000)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the lists in the language of the page."""
        super().__init__(*args, **kwargs)
        places = [(one.code, one.name) for one in departments().values()]
        for row in range(RESERVED_ROWS):
            self[f"sex_{row}"].choices = [*choices_of(Sex, blank="–")]
            self[f"department_{row}"].choices = options([("", "–"), *places])

    def scheme(self, phases: Sequence[PhaseRow]) -> Scheme:
        """Return the rule that was typed."""
        order = sorted(
            (self[f"tie_{one.key}"].data, one.key)
            for one in phases
            if self[f"tie_{one.key}"].data
        )
        return Scheme(
            phases=tuple(
                PhaseScheme(
                    one.key,
                    Decimal(self[f"weight_{one.key}"].data or 0),
                    None if one.pass_mark is None else Decimal(str(one.pass_mark)),
                    bool(self[f"blind_{one.key}"].data),
                    int(self[f"examiners_{one.key}"].data or 2),
                    Decimal(self[f"tolerance_{one.key}"].data or 0),
                )
                for one in phases
            ),
            ties=tuple(key for _place, key in order),
            reserved=tuple(
                Reserved(
                    self[f"seats_{row}"].data,
                    Sex(self[f"sex_{row}"].data) if self[f"sex_{row}"].data else None,
                    self[f"department_{row}"].data or None,
                )
                for row in range(RESERVED_ROWS)
                if self[f"seats_{row}"].data
            ),
            waiting=self.waiting.data,
            offer_days=self.offer_days.data or 0,
            review_days=self.review_days.data or 0,
        )


def scheme_form(phases: Sequence[PhaseRow], present: Scheme | None) -> SchemeForm:
    """Return the form of a call's rule, with what holds now filled in."""
    fields: dict[str, Any] = {}
    known: dict[str, Any] = {}
    for phase in phases:
        key, name = phase.key, named(phase)
        was = present.of(key) if present else None
        was = was or PhaseScheme(key, Decimal(0))
        fields |= {
            f"weight_{key}": NumberField(
                gettext("Weight of %(phase)s", phase=name),
                validators=[Optional()],
            ),
            f"blind_{key}": BooleanField(gettext("Examiners see a number only")),
            f"examiners_{key}": IntegerField(
                gettext("Examiners of each sheet"), validators=[Optional()]
            ),
            f"tolerance_{key}": NumberField(
                gettext("Another examiner marks when they differ by more than"),
                validators=[Optional()],
            ),
            f"tie_{key}": IntegerField(
                gettext("Decides ties in place"),
                validators=[Optional(), NumberRange(1, 20)],
            ),
        }
        ties = present.ties if present else ()
        known |= {
            f"weight_{key}": was.weight,
            f"blind_{key}": was.blind,
            f"examiners_{key}": was.examiners,
            f"tolerance_{key}": was.tolerance,
            f"tie_{key}": ties.index(key) + 1 if key in ties else None,
        }
    for row in range(RESERVED_ROWS):
        fields |= {
            f"seats_{row}": IntegerField(
                gettext("Reserved seats"), validators=[Optional(), NumberRange(1)]
            ),
            f"sex_{row}": SelectField(gettext("Sex"), validators=[Optional()]),
            f"department_{row}": SelectField(
                gettext("Department"), validators=[Optional()]
            ),
        }
        if present and row < len(present.reserved):
            one = present.reserved[row]
            known |= {
                f"seats_{row}": one.seats,
                f"sex_{row}": one.sex.value if one.sex else "",
                f"department_{row}": one.department or "",
            }
    if present:
        known |= {
            "waiting": present.waiting,
            "offer_days": present.offer_days,
            "review_days": present.review_days,
        }
    made: SchemeForm = type("CallSchemeForm", (SchemeForm,), fields)(data=known)
    return made


class PanelForm(Form):
    """A new panel."""

    name = StringField(
        lazy_gettext("Name of the panel"), validators=[InputRequired(), Length(max=80)]
    )


class SeatForm(Form):
    """An examiner for a panel."""

    examiner = SelectField(
        lazy_gettext("Examiner"), coerce=int, validators=[InputRequired()]
    )


class ConflictForm(Form):
    """A tie to an applicant, by the number of the application."""

    number = StringField(
        lazy_gettext("Number of the application"),
        validators=[InputRequired(), Length(max=60)],
    )
    tie = SelectField(lazy_gettext("Your tie"), validators=[InputRequired()])
    note = StringField(lazy_gettext("Note"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the ties in the language of the page."""
        super().__init__(*args, **kwargs)
        self.tie.choices = choices_of(Tie)


class ConflictDecisionForm(Form):
    """Whether a declared conflict bars, and why."""

    reason = StringField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=500)]
    )
