"""What is sent about an alert or a score."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.retention.rules import AnswerKind, Weekday
from pncrecruit.retention.rules.catalogue import Action
from pncrecruit.retention.rules.notices import ReviewResult, Wish
from pncrecruit.web.form import DayField, Form, NumberField, VersionedForm, choices_of


class ByChoice(Optional):
    """Empty or not, as another answer has it: a rule asks, and the label says nothing.

    Without this the label of what an action needs would say "(optional)".
    """

    def __init__(self) -> None:
        """Mark the field for its label."""
        super().__init__()
        self.field_flags = {**self.field_flags, "by_choice": True}


class AnswerForm(Form):
    """An action with a date, or a reasoned "no action"."""

    kind = RadioField(
        lazy_gettext("Answer"),
        choices=choices_of(AnswerKind),
        default=AnswerKind.ACTION.value,
        validators=[InputRequired()],
    )
    action = SelectField(
        lazy_gettext("Action"), choices=choices_of(Action), validators=[ByChoice()]
    )
    due_on = DayField(lazy_gettext("Until"), validators=[ByChoice()])
    reason = TextAreaField(
        lazy_gettext("Reason or note"), validators=[ByChoice(), Length(max=2000)]
    )

    def offer(self, fitting: Sequence[str]) -> None:
        """Put what fits the causes first, apart from the rest of the catalogue."""
        other = [one.value for one in Action if one.value not in fitting]
        groups = (
            (lazy_gettext("What fits"), fitting),
            (lazy_gettext("Other support"), other),
        )
        self.action.choices = [
            SelectChoice(code, lazy_gettext(Action(code).label), optgroup=name)
            for name, codes in groups
            for code in codes
        ]


class CloseForm(VersionedForm):
    """Why an alert is closed."""

    reason = TextAreaField(
        lazy_gettext("Why it is closed"),
        validators=[InputRequired(), Length(max=2000)],
        id="closing-reason",  # the answer's reason is on the same page
    )


class DoneForm(VersionedForm):
    """When an action was done."""

    done_on = DayField(lazy_gettext("Done on"), validators=[InputRequired()])
    cost = NumberField(lazy_gettext("Cost in quetzales"), validators=[Optional()])


class PurposeForm(Form):
    """Why a named score or a case is read."""

    reason = TextAreaField(
        lazy_gettext("Why you need to read it"),
        validators=[InputRequired(), Length(min=5, max=500)],
    )


class ActivateForm(Form):
    """Why a model version should be used."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=2000)]
    )


class DigestForm(Form):
    """On which day of the week the letter comes, if at all."""

    weekday = RadioField(
        lazy_gettext("Day of the letter"),
        choices=choices_of(Weekday),
        validators=[InputRequired()],
    )


class PrintForm(Form):
    """For which head's people the sheets are made; none: the retention team's own."""

    head = HiddenField()


class HandOverForm(VersionedForm):
    """When a person got the sheet, and what came back on its slip."""

    handed_on = DayField(lazy_gettext("Handed over on"), validators=[InputRequired()])
    wish = RadioField(
        lazy_gettext("What the person chose"),
        choices=choices_of(Wish),
        default=Wish.NOTHING.value,
        validators=[InputRequired()],
    )
    review = TextAreaField(
        lazy_gettext("What the person asks to have reviewed"),
        validators=[Length(max=2000)],
    )


class WishForm(VersionedForm):
    """What a person chose later."""

    wish = RadioField(
        lazy_gettext("What the person chooses now"),
        choices=choices_of(Wish)[1:],
        validators=[InputRequired()],
        id="later-wish",
    )


class ReviewForm(VersionedForm):
    """What came of a review, in words that the person is told."""

    result = RadioField(
        lazy_gettext("What came of it"),
        choices=choices_of(ReviewResult),
        validators=[InputRequired()],
    )
    words = TextAreaField(
        lazy_gettext("Answer to the person"),
        validators=[InputRequired(), Length(max=2000)],
    )


class RolloutForm(Form):
    """From which month on model alerts start."""

    starts_on = DayField(
        lazy_gettext("The first wave starts on"), validators=[InputRequired()]
    )
