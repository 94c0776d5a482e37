"""The words of the weekly letter: figures alone, for letters are read by anybody."""

from flask_babel import force_locale, gettext, ngettext

from pncrecruit.access.models import User
from pncrecruit.retention.actions.digests import Letter, Waiting


class Composer:
    """Writes the letter of one reader, in the reader's language."""

    def __init__(self, address: str) -> None:
        """Keep the address that the letter names."""
        self._address = address

    def __call__(self, user: User, found: Waiting) -> Letter:
        """Return the letter: how many cases wait, and where to open them."""
        with force_locale(user.language):
            lines = [
                ngettext(
                    "%(num)d case of this month waits for your answer.",
                    "%(num)d cases of this month wait for your answer.",
                    found.cases,
                )
            ]
            if found.urgent:
                lines.append(
                    ngettext(
                        "%(num)d request is past its legal term.",
                        "%(num)d requests are past their legal term.",
                        found.urgent,
                    )
                )
            if found.late:
                lines.append(
                    ngettext(
                        "%(num)d is past its date and goes one level up.",
                        "%(num)d are past their date and go one level up.",
                        found.late,
                    )
                )
            if found.in_line:
                lines.append(
                    ngettext(
                        "%(num)d is in line for a place.",
                        "%(num)d are in line for a place.",
                        found.in_line,
                    )
                )
            where = (
                gettext("Open them here: %(address)s", address=self._address)
                if self._address
                else gettext("Sign in to PNC Recruit to open them.")
            )
            why = gettext(
                "This letter names nobody. You choose its day, or that none comes, on"
                " the page of the alerts."
            )
            subject = gettext("What waits for you in PNC Recruit")
        return Letter(subject, "\n".join([*lines, "", where, "", why, ""]))
