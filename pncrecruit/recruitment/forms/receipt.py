"""What is sent about receipts."""

from uuid import UUID

from flask_babel import lazy_gettext
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from pncrecruit.recruitment.rules.numbers import new_receipt_code, receipt_matches
from pncrecruit.web.form import Form


class PressForm(Form):
    """A button and nothing else."""


class ReceiptSeal:
    """Carries the code of a receipt from the page that asks to the one that shows it.

    Sent again, by a reload or the way back, it is the same receipt. The seal is the
    server's, so that nobody chooses a code, and holds for the receipt that was
    current when the page was drawn.
    """

    def __init__(self, key: str, public_id: UUID, current: str | None) -> None:
        """Take the server's key, the application, and the hash of its receipt."""
        self._serializer = URLSafeSerializer(key, salt="receipt")
        self._about = str(public_id)
        self._current = current or ""

    def made(self) -> str:
        """Return a sealed new code, for a hidden field."""
        return self._serializer.dumps([self._about, self._current, new_receipt_code()])

    def opened(self, sealed: str) -> str | None:
        """Return the code that was sealed; None if it is not for this receipt."""
        try:
            about, current, code = self._serializer.loads(sealed)
        except (BadSignature, ValueError, TypeError):
            return None
        known = current == self._current or receipt_matches(
            self._about, code, self._current
        )
        return str(code) if about == self._about and known else None


class OpenReceiptForm(Form):
    """The number and the code on a receipt."""

    number = StringField(
        lazy_gettext("Number of the receipt"),
        validators=[InputRequired(), Length(max=60)],
    )
    code = StringField(
        lazy_gettext("Code of the receipt"),
        validators=[InputRequired(), Length(max=40)],
    )
