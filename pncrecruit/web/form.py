"""The form every page builds on: a rule can refuse it, and it keeps what was typed."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    DecimalField,
    HiddenField,
    SelectChoice,
)

from pncrecruit.errors import DomainError
from pncrecruit.web.fields import MESSAGES, Messages, drawn
from pncrecruit.web.said import said
from pncrecruit.words import Choice

# A field of a record that somebody else changed: its label, what is saved, what was
# typed.
Difference = tuple[str, object, object]
# Above every mark, measure and sum that is typed, and what each column can hold.
MOST = 1_000_000


def _without_nul(value: Any) -> Any:
    """Return a text without NUL, which PostgreSQL cannot hold."""
    return value.replace("\0", "") if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form that shows a rule's refusal at its field, or above all fields."""

    class Meta:
        """How the fields of every form are read and drawn, and its messages found."""

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:
            """Return a field that leaves out what no keyboard types."""
            filters = (*unbound.kwargs.get("filters", ()), _without_nul)
            return unbound.bind(form=form, **(options | {"filters": filters}))

        def render_field(self, field: Any, given: dict[str, Any]) -> Markup:
            """Return a field as its widget draws it."""
            return drawn(field, given)

        def get_translations(self, _form: FlaskForm) -> Messages:
            """Return where the messages of WTForms are found."""
            return MESSAGES

    refusal_status: int = 0
    form_errors: list[str]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; what is no number or day at all is said of it alone."""
        valid = bool(super().validate(extra_validators))
        for field in self:
            unread = list(field.process_errors)
            if unread and list(field.errors[: len(unread)]) == unread:
                field.errors = unread
        return valid

    def refuse(self, error: DomainError) -> None:
        """Show why a rule said no, at the field it belongs to."""
        message = said(error)
        self.refusal_status = error.status
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors = [*self.form_errors, message]

    def refuse_all(self, errors: Iterable[DomainError]) -> bool:
        """Show every refusal of a rule at its field; say whether there was one."""
        told = list(errors)
        for error in told:
            self.refuse(error)
        return bool(told)

    @property
    def status(self) -> int:
        """The HTTP status of the page: 200, 422 with errors, or the rule's own."""
        if self.refusal_status:
            return self.refusal_status
        return 422 if self.errors or self.form_errors else 200


class VersionedForm(Form):
    """A form on a record that others may be editing: it says which version was read."""

    version = HiddenField()

    @property
    def base_version(self) -> int:
        """The version that was read; one that no record has if it was tampered with."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class NumberField(DecimalField):
    """A number, with a decimal point or comma; only one that a person would type."""

    def __init__(self, label: str = "", validators: Any = None, **options: Any) -> None:
        """Show a number with the decimals that it has, unless ``places`` are given."""
        options.setdefault("places", None)
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a comma for the point; NaN and infinity are no numbers here."""
        typed = [text.strip().replace(",", ".") for text in valuelist]
        self.data = None
        if not typed or not typed[0]:
            return
        try:
            number = Decimal(typed[0])
        except InvalidOperation as error:
            raise ValueError(gettext("Write a number, for example 158.5")) from error
        if not number.is_finite():
            raise ValueError(gettext("Write a number, for example 158.5"))
        if abs(number) >= MOST:
            raise ValueError(gettext("This number is too large."))
        self.data = number


class DayField(DateField):
    """A day, typed as people here write it: 27/03/2004."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        """Take hyphens too, and what a date picker sends."""
        options.setdefault("format", ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"])
        super().__init__(label, validators, **options)


def choices_of(kind: type[Choice], *, blank: str | None = None) -> list[SelectChoice]:
    """Return the options of a closed set, after a blank one if it has a label."""
    options = [] if blank is None else [SelectChoice("", blank)]
    return options + [SelectChoice(one.value, lazy_gettext(one.label)) for one in kind]
