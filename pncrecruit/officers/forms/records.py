"""The shape of a line that is written into a service record."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext
from wtforms import (  # type: ignore[attr-defined]
    Field,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pncrecruit.officers.forms.units import municipality_choices, unit_choices
from pncrecruit.officers.queries.facts import FactRow
from pncrecruit.officers.queries.units import UnitName
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import (
    CODE_LENGTH,
    PAYLOADS,
    REASON_LENGTH,
    Codes,
    FactDraft,
    Need,
)
from pncrecruit.officers.sentences import code_name, list_of
from pncrecruit.persons.kinds import Precision, Sex
from pncrecruit.reference import ranks, separation_kinds, service_codes
from pncrecruit.web.form import DayField, Form, NumberField

CODE_LABELS = {
    FactKind.RANK: lazy_gettext("Rank"),
    FactKind.SEPARATION: lazy_gettext("Kind of separation"),
    FactKind.HOME: lazy_gettext("Municipality"),
    FactKind.POSTING: lazy_gettext("By order or at own request"),
    FactKind.LEAVE: lazy_gettext("Kind of leave"),
    FactKind.LEAVE_REFUSED: lazy_gettext("Kind of leave"),
    FactKind.TRANSFER_REQUEST: lazy_gettext("Answer"),
    FactKind.TRAINING: lazy_gettext("Course"),
    FactKind.SHIFT: lazy_gettext("Pattern, for example 8x6"),
    FactKind.PAY: lazy_gettext("Grade"),
    FactKind.BUDGET_LINE: lazy_gettext("Budget line"),
}
AMOUNT_LABELS = {
    FactKind.PAY: lazy_gettext("Pay of the period, in quetzales"),
    FactKind.TRAINING: lazy_gettext("Hours"),
    FactKind.APPRAISAL: lazy_gettext("Points"),
}
START_LABELS = {
    FactKind.TRANSFER_REQUEST: lazy_gettext("Asked on"),
    FactKind.TRAINING: lazy_gettext("Began on"),
    FactKind.SEPARATION: lazy_gettext("Last day of service"),
    FactKind.REENTRY: lazy_gettext("First day of service"),
}
END_LABELS = {
    FactKind.TRANSFER_REQUEST: lazy_gettext("Answered on"),
}


class LineForm(Form):
    """A line of a service record; it keeps only the fields that its kind has."""

    code = StringField(lazy_gettext("Code"), validators=[Length(max=CODE_LENGTH)])
    choice = SelectField(lazy_gettext("Code"), validators=[Optional()])
    unit_id = SelectField(lazy_gettext("Unit"), validators=[Optional()])
    amount = NumberField(
        lazy_gettext("Days"),
        validators=[Optional(), NumberRange(min=0, max=99_999_999)],
    )
    valid_from = DayField(lazy_gettext("Since"), validators=[InputRequired()])
    valid_to = DayField(lazy_gettext("Until"), validators=[Optional()])
    known_on = DayField(
        lazy_gettext("Known since"),
        description=lazy_gettext(
            "The day on which the office learned of it: of the order, not of today"
        ),
        validators=[InputRequired()],
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("The order, the act or the document"),
        validators=[InputRequired(), Length(max=REASON_LENGTH)],
    )

    def suit(self, kind: FactKind, units: Iterable[UnitName], sex: Sex) -> None:
        """Keep what a kind of line has, named as that kind names it."""
        payload = PAYLOADS[kind]
        choices = _choices(kind, sex)
        code = self.choice if choices else self.code
        self.choice.choices = [SelectChoice("", ""), *choices]
        self.unit_id.choices = unit_choices(units)
        for field, need in ((code, payload.code), (self.amount, payload.amount)):
            _need(field, need)
        _need(self.unit_id, payload.unit)
        _name(code, CODE_LABELS.get(kind))
        _name(self.amount, AMOUNT_LABELS.get(kind))
        _name(self.valid_from, START_LABELS.get(kind))
        _name(self.valid_to, END_LABELS.get(kind))
        gone = {"code" if choices else "choice"}
        gone |= {"unit_id"} if payload.unit is Need.NEVER else set()
        gone |= {"amount"} if payload.amount is Need.NEVER else set()
        gone |= {code.name} if payload.code is Need.NEVER else set()
        gone |= set() if payload.ends else {"valid_to"}
        for name in gone:
            del self[name]

    def show(self, fact: FactRow, unit_code: str) -> None:
        """Fill in a line as it stands; its reason and its day of knowledge are new."""
        for name, value in (
            ("code", fact.code),
            ("choice", fact.code),
            ("unit_id", unit_code),
            ("amount", fact.amount),
            ("valid_from", fact.valid_from),
            ("valid_to", fact.valid_to),
        ):
            if name in self:
                self[name].data = value

    def draft(
        self, kind: FactKind, today: date, unit_id: int | None, old: FactRow | None
    ) -> FactDraft:
        """Return the line that was sent; what is not shown stays as it was."""
        code = self._sent("choice") or self._sent("code")
        text = str(code).strip() if code else ""
        amount = self._sent("amount")
        ends = self._sent("valid_to")
        starts = self.valid_from.data or today
        same = old is not None and starts == old.valid_from and ends == old.valid_to
        return FactDraft(
            kind=kind,
            valid_from=starts,
            valid_to=ends if isinstance(ends, date) else None,
            known_on=self.known_on.data or today,
            precision=old.precision if old and same else Precision.DAY,
            unit_id=unit_id,
            code=text or None,
            amount=amount if isinstance(amount, Decimal) else None,
            details=old.details if old else None,
            reason=(self.reason.data or "").strip(),
        )

    def _sent(self, name: str) -> object:
        return self[name].data if name in self else None


class WithdrawForm(Form):
    """Why a line is taken back."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=REASON_LENGTH)]
    )


def _choices(kind: FactKind, sex: Sex) -> list[SelectChoice]:
    """Return the codes to choose from; none where the code is free text."""
    match PAYLOADS[kind].codes:
        case Codes.RANKS:
            codes = list(ranks())
        case Codes.SEPARATIONS:
            codes = list(separation_kinds())
        case Codes.MUNICIPALITIES:
            return municipality_choices()[1:]
        case Codes.FREE:
            codes = list(service_codes().get(list_of(kind), {}))
    return [SelectChoice(code, code_name(kind, code, sex)) for code in codes]


def _need(field: Field, need: Need) -> None:
    if need is Need.REQUIRED:
        field.validators = [
            InputRequired(),
            *(one for one in field.validators if not isinstance(one, Optional)),
        ]
        field.flags.required = True


def _name(field: Field, label: object) -> None:
    if label is not None:
        field.label.text = str(label)
