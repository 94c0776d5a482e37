"""The form that corrects what was typed wrong at the counter."""

from decimal import Decimal

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.forms.applicant import DpiForm
from pncrecruit.recruitment.forms.deeds import SentOnce
from pncrecruit.recruitment.rules.correction import Correction
from pncrecruit.web.form import VersionedForm


class CorrectionForm(VersionedForm, SentOnce, DpiForm):
    """The data of the DPI and of the papers, as they should have been typed."""

    application_version = HiddenField()
    compared = BooleanField(
        lazy_gettext("I compared this CUI with the DPI: the DPI shows this number")
    )

    distinct = BooleanField(
        lazy_gettext("I compared both with the DPI: it is another person")
    )

    @property
    def base_application_version(self) -> int:
        """The version of the application that was read."""
        text = str(self.application_version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def correction(self) -> Correction:
        """Return what was typed, as the rules read it."""
        if self.birth_date.data is None:
            raise ValueError("a form without a birth date is not valid")
        return Correction(
            given_names=self.given_names.data or "",
            first_surname=self.first_surname.data or "",
            second_surname=self.second_surname.data or "",
            married_surname=self.married_surname.data or "",
            cui=self.cui.data or "",
            cui_reason=self.cui_reason.data or "",
            compared=bool(self.compared.data),
            birth_date=self.birth_date.data,
            sex=Sex(self.sex.data),
            schooling=self.schooling.data or None,
            height_cm=Decimal(self.height_cm.data) if self.height_cm.data else None,
            distinct=bool(self.distinct.data),
        )
