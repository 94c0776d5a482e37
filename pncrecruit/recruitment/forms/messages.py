"""What is sent about messages: the words of a kind, what is told by which way."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.messages.rules import (
    LONGEST_SMS,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MessageKind,
    TemplateDraft,
    Way,
)
from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.forms.deeds import SentOnce
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.form import Form, choices_of


class TextForm(Form):
    """The words of a kind of message."""

    subject = StringField(
        lazy_gettext("Subject"),
        validators=[InputRequired(), Length(max=LONGEST_SUBJECT)],
    )
    text = TextAreaField(
        lazy_gettext("Text of the e-mail"),
        validators=[InputRequired(), Length(max=LONGEST_TEXT)],
    )
    sms = TextAreaField(
        lazy_gettext("Text of the SMS"),
        description=lazy_gettext("Also what is said on the telephone."),
        validators=[InputRequired(), Length(max=LONGEST_SMS)],
    )

    @property
    def draft(self) -> TemplateDraft:
        """The words that were sent."""
        return TemplateDraft(
            self.subject.data or "",
            (self.text.data or "").replace("\r\n", "\n"),
            (self.sms.data or "").replace("\r\n", "\n"),
        )


class WayForm(SentOnce):
    """By which way something is told, and what was seen of it."""

    way = SelectField(
        lazy_gettext("By which way"),
        choices=choices_of(Way),
        default=Way.EMAIL_FIRST.value,
        validators=[InputRequired()],
    )
    phone = StringField(
        lazy_gettext("Telephone of the office"),
        description=lazy_gettext("Stands in the text: where people call."),
        validators=[Optional(), Length(max=30)],
    )
    seen = HiddenField()

    @property
    def chosen_way(self) -> Way:
        """The way that was chosen."""
        return Way(self.way.data)


class SendForm(WayForm):
    """What is told to many."""

    kind = SelectField(lazy_gettext("Message"), validators=[InputRequired()])

    def offer(self, kinds: Iterable[MessageKind]) -> None:
        """Offer the kinds that can be told here; the first if none was chosen."""
        kinds = list(kinds)
        self.kind.choices = options((one.value, gettext(one.label)) for one in kinds)
        if self.kind.data not in {one.value for one in kinds}:
            self.kind.data = kinds[0].value

    @property
    def chosen(self) -> MessageKind:
        """The kind that was chosen."""
        return MessageKind(self.kind.data)
