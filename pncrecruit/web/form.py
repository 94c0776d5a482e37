"""The form every page builds on: a rule can refuse it, and it keeps what was typed."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import DateField, HiddenField, SelectChoice  # type: ignore[attr-defined]

from pncrecruit.errors import DomainError
from pncrecruit.web.fields import MESSAGES, Messages, drawn
from pncrecruit.web.said import said
from pncrecruit.words import Choice


class Form(FlaskForm):  # type: ignore[misc]
    """A form that shows a rule's refusal at its field, or above all fields."""

    class Meta:
        """How the fields of every form are drawn, and its messages found."""

        def render_field(self, field: Any, given: dict[str, Any]) -> Markup:
            """Return a field as its widget draws it."""
            return drawn(field, given)

        def get_translations(self, _form: FlaskForm) -> Messages:
            """Return where the messages of WTForms are found."""
            return MESSAGES

    refusal_status: int = 0
    form_errors: list[str]

    def refuse(self, error: DomainError) -> None:
        """Show why a rule said no, at the field it belongs to."""
        message = said(error)
        self.refusal_status = error.status
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors = [*self.form_errors, message]

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
