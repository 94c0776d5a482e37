"""The form every page builds on: a rule can refuse it, and it keeps what was typed."""

from flask_wtf import FlaskForm

from pncrecruit.errors import DomainError
from pncrecruit.web.said import said


class Form(FlaskForm):  # type: ignore[misc]
    """A form that shows a rule's refusal at its field, or above all fields."""

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
