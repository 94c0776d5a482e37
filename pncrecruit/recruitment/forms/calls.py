"""The shapes of what is sent about calls: basics, requirements, phases, changes."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import uuid4

from flask_babel import gettext, lazy_gettext
from wtforms import (  # type: ignore[attr-defined]
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.officers.queries.units import UnitName
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.rules import fold_name
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries.assignments import Recruiter
from pncrecruit.recruitment.queries.templates import TemplateRow
from pncrecruit.recruitment.rules import PhaseKind, RequirementKind
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, RequirementDraft
from pncrecruit.recruitment.rules.calls import CallDraft, Change
from pncrecruit.recruitment.rules.starting import LONGEST_NAME, NOTHING, USUAL
from pncrecruit.reference import loss_reasons, schooling_levels
from pncrecruit.web.form import DayField, Form, NumberField, VersionedForm, choices_of
from pncrecruit.web.i18n import named


def key_of(name: str) -> str:
    """Return the short name under which something is kept: evaluacion_medica."""
    words = re.findall(r"[a-z0-9]+", fold_name(name).encode("ascii", "ignore").decode())
    key = "_".join(words)[:39].strip("_")
    return key if key[:1].isalpha() and len(key) > 1 else f"x{uuid4().hex[:8]}"


class CallForm(VersionedForm):
    """A call but for its requirements and phases."""

    code = StringField(
        lazy_gettext("Code"),
        description=lazy_gettext(
            "Capital letters, digits and hyphens; it stands in every applicant's number"
        ),
        validators=[InputRequired(), Length(max=20)],
    )
    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=80)]
    )
    seats = IntegerField(lazy_gettext("Seats"), validators=[InputRequired()])
    opens_on = DayField(lazy_gettext("Opens on"), validators=[InputRequired()])
    closes_on = DayField(lazy_gettext("Closes on"), validators=[InputRequired()])
    age_on = DayField(
        lazy_gettext("Age is judged on"),
        description=lazy_gettext("Usually the day on which the course starts"),
        validators=[InputRequired()],
    )
    course_starts_on = DayField(
        lazy_gettext("Course starts on"), validators=[Optional()]
    )
    legal_basis = TextAreaField(
        lazy_gettext("Legal basis"),
        description=lazy_gettext("The ministerial agreement that opens the call"),
        validators=[Length(max=2000)],
    )

    @property
    def draft(self) -> CallDraft:
        """The call that was sent."""
        return CallDraft(
            code=(self.code.data or "").strip().upper(),
            name=(self.name.data or "").strip(),
            seats=self.seats.data or 0,
            opens_on=cast(date, self.opens_on.data),
            closes_on=cast(date, self.closes_on.data),
            age_on=cast(date, self.age_on.data),
            course_starts_on=self.course_starts_on.data,
            legal_basis=(self.legal_basis.data or "").strip(),
        )


class NewCallForm(CallForm):
    """A call with what it starts from."""

    start = SelectField(
        lazy_gettext("Start from"),
        description=lazy_gettext(
            "Requirements, phases and documents are copied: change, add and take out"
            " what the agreement says."
        ),
        default=USUAL,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what a call may start from, in the language of the page."""
        super().__init__(*args, **kwargs)
        self.offer(())

    def offer(self, templates: Iterable[TemplateRow]) -> None:
        """Offer templates beside the usual set and nothing."""
        self.start.choices = [
            (USUAL, gettext("The usual requirements and phases")),
            *(
                (
                    str(one.id),
                    gettext(
                        "Template %(name)s, edition %(number)s",
                        name=one.name,
                        number=one.edition,
                    ),
                )
                for one in templates
            ),
            (NOTHING, gettext("Nothing")),
        ]


class KeepForm(Form):
    """The name under which the rules of a call are kept."""

    name = StringField(
        lazy_gettext("Name of the template"),
        description=lazy_gettext("A name that is known gets another edition."),
        validators=[InputRequired(), Length(max=LONGEST_NAME)],
    )


class RequirementForm(VersionedForm):
    """A requirement to be added."""

    kind = SelectField(
        lazy_gettext("Kind"),
        choices=choices_of(RequirementKind),
        validators=[InputRequired()],
    )
    sex = SelectField(
        lazy_gettext("For whom"),
        choices=[
            SelectChoice("", lazy_gettext("everyone")),
            SelectChoice(Sex.FEMALE.value, lazy_gettext("women")),
            SelectChoice(Sex.MALE.value, lazy_gettext("men")),
        ],
        validators=[Optional()],
    )
    minimum = NumberField(
        lazy_gettext("At least"),
        description=lazy_gettext("Years of age, or centimetres of height"),
        validators=[Optional()],
    )
    maximum = NumberField(lazy_gettext("At most"), validators=[Optional()])
    value = SelectField(
        lazy_gettext("Level of schooling"),
        description=lazy_gettext("For a requirement of schooling"),
        validators=[Optional()],
    )
    name_es = StringField(
        lazy_gettext("What is required, in Spanish"),
        description=lazy_gettext(
            "For a declaration or nationality: a sentence that the person affirms"
        ),
        validators=[Optional(), Length(max=200)],
    )
    name_en = StringField(
        lazy_gettext("What is required, in English"),
        validators=[Optional(), Length(max=200)],
    )
    loss_reason = SelectField(
        lazy_gettext("Reason kept when it is not met"), validators=[InputRequired()]
    )

    def offer(self) -> None:
        """Fill in what there is to choose from."""
        self.value.choices = [
            SelectChoice("", ""),
            *(SelectChoice(key, named(one)) for key, one in schooling_levels().items()),
        ]
        self.loss_reason.choices = [
            SelectChoice(code, named(one))
            for code, one in loss_reasons().items()
            if one.family == "requirement"
        ]

    @property
    def draft(self) -> RequirementDraft:
        """The requirement that was sent."""
        kind = RequirementKind(self.kind.data)
        sex = Sex(self.sex.data) if self.sex.data else None
        reason = self.loss_reason.data
        if kind in (RequirementKind.AGE, RequirementKind.HEIGHT):
            return RequirementDraft(
                kind, reason, sex, self.minimum.data, self.maximum.data
            )
        if kind is RequirementKind.SCHOOLING:
            return RequirementDraft(kind, reason, sex, value=self.value.data or None)
        text = (self.name_es.data or "").strip()
        return RequirementDraft(
            kind,
            reason,
            sex,
            value=key_of(text),
            name_es=text,
            name_en=(self.name_en.data or "").strip(),
        )


class PhaseForm(VersionedForm):
    """A phase to be added or changed."""

    name_es = StringField(
        lazy_gettext("Name in Spanish"), validators=[InputRequired(), Length(max=80)]
    )
    name_en = StringField(
        lazy_gettext("Name in English"), validators=[InputRequired(), Length(max=80)]
    )
    kind = SelectField(
        lazy_gettext("Kind"),
        choices=choices_of(PhaseKind),
        description=lazy_gettext("It decides what is recorded in the phase"),
        validators=[InputRequired()],
    )
    pass_mark = NumberField(
        lazy_gettext("Pass mark"),
        description=lazy_gettext("Where the phase has marks"),
        validators=[Optional()],
    )
    mark_unit = StringField(
        lazy_gettext("Unit of the mark"),
        description=lazy_gettext("For example points or seconds"),
        validators=[Optional(), Length(max=20)],
    )
    days = IntegerField(
        lazy_gettext("Days foreseen"),
        description=lazy_gettext("To say who has waited too long"),
        validators=[Optional()],
    )

    def phase(self, key: str | None = None) -> PhaseDraft:
        """Return the phase that was sent, under the key it had if it had one."""
        return PhaseDraft(
            key=key or key_of(self.name_es.data or ""),
            kind=PhaseKind(self.kind.data),
            name_es=(self.name_es.data or "").strip(),
            name_en=(self.name_en.data or "").strip(),
            pass_mark=self.pass_mark.data,
            mark_unit=(self.mark_unit.data or "").strip() or None,
            days=self.days.data,
        )


class PublishForm(Form):
    """What the second person should know."""

    reason = TextAreaField(
        lazy_gettext("Note for the second person"),
        validators=[Optional(), Length(max=2000)],
    )


class ChangeForm(Form):
    """Other seats or days of a published call."""

    seats = IntegerField(lazy_gettext("Seats"), validators=[InputRequired()])
    closes_on = DayField(lazy_gettext("Closes on"), validators=[InputRequired()])
    course_starts_on = DayField(
        lazy_gettext("Course starts on"), validators=[Optional()]
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("For the person who decides: the order or agreement"),
        validators=[InputRequired(), Length(max=2000)],
    )

    def show(self, call: RecruitmentCall) -> None:
        """Start from what holds."""
        self.seats.data, self.closes_on.data = call.seats, call.closes_on
        self.course_starts_on.data = call.course_starts_on

    @property
    def change(self) -> Change:
        """The change that was sent."""
        return Change(
            self.seats.data or 0,
            cast(date, self.closes_on.data),
            self.course_starts_on.data,
        )


class AssignForm(Form):
    """Who is to work on a call, for which office."""

    recruiter = SelectField(lazy_gettext("Recruiter"), validators=[InputRequired()])
    office = SelectField(lazy_gettext("Office"), validators=[InputRequired()])

    def offer(self, people: Iterable[Recruiter], offices: Iterable[UnitName]) -> None:
        """Fill in what there is to choose from."""
        self.recruiter.choices = [
            SelectChoice("", ""),
            *(SelectChoice(str(one.id), f"{one.name} ({one.email})") for one in people),
        ]
        self.office.choices = [
            SelectChoice("", ""),
            *(SelectChoice(one.code, f"{one.code} · {one.name}") for one in offices),
        ]


class PressForm(VersionedForm):
    """A button: nothing is sent but which version was read."""
