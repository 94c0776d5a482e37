"""The shape of what is sent about accounts, roles and requests."""

from flask_babel import lazy_gettext
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.access.rules import ACCOUNT_ROLES, Role
from pncrecruit.web.form import Form, VersionedForm

LANGUAGES = [SelectChoice("es_GT", "Español"), SelectChoice("en", "English")]


class PressForm(Form):
    """A button and nothing else."""


class ReasonForm(Form):
    """A deed of weight, with its reason."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=2000)]
    )


class ProfileForm(Form):
    """What somebody may change of their own account."""

    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=80)]
    )
    language = RadioField(
        lazy_gettext("Language"), choices=LANGUAGES, validators=[InputRequired()]
    )


class NewAccountForm(Form):
    """A person who will sign in, and the role that is asked for."""

    given_names = StringField(
        lazy_gettext("Given names"), validators=[InputRequired(), Length(max=40)]
    )
    first_surname = StringField(
        lazy_gettext("First surname"), validators=[InputRequired(), Length(max=40)]
    )
    second_surname = StringField(
        lazy_gettext("Second surname"), validators=[Optional(), Length(max=40)]
    )
    cui = StringField(lazy_gettext("CUI"), validators=[InputRequired(), Length(max=30)])
    email = StringField(
        lazy_gettext("E-mail"), validators=[InputRequired(), Length(max=254)]
    )
    language = RadioField(
        lazy_gettext("Language"),
        choices=LANGUAGES,
        default="es_GT",
        validators=[InputRequired()],
    )


class AccountForm(VersionedForm):
    """What an administrator may change of an account."""

    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=80)]
    )
    email = StringField(
        lazy_gettext("E-mail"), validators=[InputRequired(), Length(max=254)]
    )


class RoleForm(Form):
    """A role asked for an account."""

    role = SelectField(
        lazy_gettext("Role"),
        choices=[
            SelectChoice("", lazy_gettext("Choose")),
            *(
                SelectChoice(role.value, lazy_gettext(role.label))
                for role in ACCOUNT_ROLES
            ),
        ],
        validators=[InputRequired()],
    )
    unit = SelectField(
        lazy_gettext("Unit of the manager"), coerce=str, validators=[Optional()]
    )
    retention_team = BooleanField(lazy_gettext("On the retention team"))
    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=2000)]
    )

    def offer(self, units: list[SelectChoice]) -> None:
        """Offer the units that a manager can have."""
        self.unit.choices = [SelectChoice("", lazy_gettext("None")), *units]

    @property
    def chosen_role(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)

    @property
    def unit_id(self) -> int | None:
        """The unit that was chosen, if any."""
        return int(self.unit.data) if self.unit.data else None


class DecisionForm(Form):
    """Approve or refuse a request; refusing says why. Each is a button."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[Optional(), Length(max=2000)]
    )
