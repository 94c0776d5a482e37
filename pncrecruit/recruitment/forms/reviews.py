"""What is sent about reviews: the applicant's request, and its answer."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask_babel import gettext, lazy_gettext
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.forms.receipt import OpenReceiptForm
from pncrecruit.recruitment.queries.reviews import Reviewable
from pncrecruit.recruitment.rules.reviews import LONGEST
from pncrecruit.web.form import Form, NumberField
from pncrecruit.web.i18n import named


class ReviewForm(OpenReceiptForm):
    """A request for review, by the number and the code of the receipt."""

    phase = SelectField(lazy_gettext("Phase"), validate_choice=False)
    grounds = TextAreaField(
        lazy_gettext("What should be looked at again, and why"),
        description=lazy_gettext("Nothing on health, family or beliefs."),
        validators=[Optional(), Length(max=LONGEST)],
    )
    client_id = HiddenField()

    def offer(self, phases: Sequence[Reviewable]) -> None:
        """Offer the phases in which the applicant has a mark."""
        self.phase.choices = options((one.key, named(one)) for one in phases)
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    @property
    def key(self) -> UUID:
        """The sender's identifier; a new one if it was tampered with."""
        try:
            return UUID(str(self.client_id.data))
        except ValueError:
            return uuid4()


class ReviewAnswerForm(Form):
    """The answer to a request for review."""

    upheld = RadioField(lazy_gettext("Answer"), validators=[InputRequired()])
    text = TextAreaField(
        lazy_gettext("Reasons"),
        description=lazy_gettext("The applicant reads them with the code."),
        validators=[InputRequired(), Length(max=LONGEST)],
    )
    evaluator_id = SelectField(
        lazy_gettext("Whose mark"), coerce=int, validate_choice=False, default=0
    )
    value = NumberField(
        lazy_gettext("New mark"),
        description=lazy_gettext(
            "Only if a mark has to change: a second person decides."
        ),
        validators=[Optional()],
    )

    def offer(self, evaluators: Sequence[tuple[int, str]]) -> None:
        """Offer the answers, and whose mark may change."""
        self.upheld.choices = options(
            [("yes", gettext("The applicant is right")), ("no", gettext("It stands"))]
        )
        self.evaluator_id.choices = options(evaluators or [(0, "–")])
