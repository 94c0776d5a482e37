"""What is sent about documents: one that a call asks for, one handed in, a verdict."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.documents.rules import ACCEPT, LARGEST, FileTooLarge
from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.forms.deeds import SentOnce
from pncrecruit.recruitment.rules.documents import DocumentDraft, Verdict
from pncrecruit.reference import document_kinds
from pncrecruit.web.form import DayField, Form, VersionedForm, choices_of
from pncrecruit.web.i18n import named
from pncrecruit.web.uploads import UploadField, UploadForm


class CallDocumentForm(VersionedForm):
    """A document that a draft of a call is to ask for."""

    kind = SelectField(lazy_gettext("Document"), validators=[InputRequired()])
    months = IntegerField(
        lazy_gettext("Good for, in months from its issue"),
        description=lazy_gettext("Empty: it does not expire"),
        validators=[Optional()],
    )
    required = BooleanField(lazy_gettext("Everybody hands it in"), default=True)

    def offer(self) -> None:
        """Fill in what there is to choose from."""
        self.kind.choices = options(
            (key, named(one)) for key, one in document_kinds().items()
        )

    @property
    def draft(self) -> DocumentDraft:
        """The document that was sent."""
        return DocumentDraft(
            self.kind.data, bool(self.required.data), self.months.data or None
        )


class DocumentForm(SentOnce, UploadForm):
    """A document that is handed in."""

    kind = SelectField(lazy_gettext("Document"), validators=[InputRequired()])
    issued_on = DayField(lazy_gettext("Issued on"), validators=[Optional()])
    file = UploadField(
        lazy_gettext("Scan or photograph"),
        description=lazy_gettext(
            "PDF, JPEG or PNG, up to 10 MB. Without one: the paper itself was seen."
        ),
        largest=LARGEST,
        refusal=FileTooLarge,
        render_kw={"accept": ACCEPT},
    )

    def offer(self, first: list[str]) -> None:
        """Offer every kind, those that the call asks for first."""
        known = document_kinds()
        order = [*first, *(key for key in known if key not in first)]
        self.kind.choices = options((key, named(known[key])) for key in order)


class VerdictForm(Form):
    """What was found in a document."""

    verdict = RadioField(
        lazy_gettext("What did you find?"),
        choices=choices_of(Verdict),
        validators=[InputRequired()],
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Needed to refuse it: what is wrong, what to bring."),
        validators=[Optional(), Length(max=400)],
    )


class RemoveForm(Form):
    """Why a document is to be removed."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(min=5, max=400)]
    )
