"""The form of an applicant: what is typed at the counter, in the order of the DPI."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.errors import DomainError
from pncrecruit.persons.kinds import Level, Sex
from pncrecruit.recruitment.models import CallRequirement
from pncrecruit.recruitment.queries.intake import Office
from pncrecruit.recruitment.rules import RequirementKind, WayIn
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    LanguageDraft,
    LanguageLevelMissing,
)
from pncrecruit.reference import (
    languages,
    municipalities,
    schooling_levels,
)
from pncrecruit.web.catalogue import gettext, lazy_gettext
from pncrecruit.web.form import DayField, Form, NumberField
from pncrecruit.web.i18n import named
from pncrecruit.web.said import said

LANGUAGE_ROWS = 3
SEXES = (Sex.FEMALE.value, Sex.MALE.value)
ASKED = (RequirementKind.DECLARATION, RequirementKind.NATIONALITY)


def options(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Return the options of a list."""
    return [SelectChoice(value, label) for value, label in pairs]


def municipality_options() -> list[SelectChoice]:
    """Return the 340 municipalities under their departments."""
    return [
        SelectChoice("", ""),
        *(
            SelectChoice(
                one.code,
                f"{one.name}, {one.department.name}",
                optgroup=one.department.name,
            )
            for one in municipalities().values()
        ),
    ]


def schooling_options() -> list[SelectChoice]:
    """Return the levels of schooling, none chosen first."""
    levels = schooling_levels().values()
    return options([("", ""), *((one.code, named(one)) for one in levels)])


def language_options() -> list[SelectChoice]:
    """Return the national languages, none chosen first."""
    return options([("", ""), *((o.key, named(o)) for o in languages().values())])


def level_options() -> list[SelectChoice]:
    """Return the levels of a language."""
    return options([("", ""), *((one.value, gettext(one.label)) for one in Level)])


class LanguagesForm(Form):
    """Up to three languages besides the one that everybody is asked in."""

    language_0 = SelectField(lazy_gettext("Language"), validators=[Optional()])
    level_0 = SelectField(lazy_gettext("Level"), validators=[Optional()])
    language_1 = SelectField(lazy_gettext("Another language"), validators=[Optional()])
    level_1 = SelectField(lazy_gettext("Level"), validators=[Optional()])
    language_2 = SelectField(lazy_gettext("Another language"), validators=[Optional()])
    level_2 = SelectField(lazy_gettext("Level"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the lists in the language of the page."""
        super().__init__(*args, **kwargs)
        for place in range(LANGUAGE_ROWS):
            self[f"language_{place}"].choices = language_options()
            self[f"level_{place}"].choices = level_options()

    @property
    def spoken(self) -> tuple[LanguageDraft, ...]:
        """The languages that were given, each with its level if that was chosen."""
        return tuple(
            LanguageDraft(
                self[f"language_{place}"].data,
                Level(level) if (level := self[f"level_{place}"].data) else None,
            )
            for place in range(LANGUAGE_ROWS)
            if self[f"language_{place}"].data
        )

    def refuse(self, error: DomainError) -> None:
        """Show at its own field that a level is missing; the rest as every form."""
        if not isinstance(error, LanguageLevelMissing):
            super().refuse(error)
            return
        self.refusal_status = error.status
        for place in range(LANGUAGE_ROWS):
            level = self[f"level_{place}"]
            if self[f"language_{place}"].data and not level.data:
                level.errors = [*level.errors, said(error)]


class DpiForm(Form):
    """What the DPI and the papers show: typed at the counter, and corrected."""

    given_names = StringField(
        lazy_gettext("Given names"), validators=[InputRequired(), Length(max=80)]
    )
    first_surname = StringField(
        lazy_gettext("First surname"), validators=[InputRequired(), Length(max=80)]
    )
    second_surname = StringField(
        lazy_gettext("Second surname"), validators=[Optional(), Length(max=80)]
    )
    married_surname = StringField(
        lazy_gettext("Married surname"), validators=[Optional(), Length(max=80)]
    )
    cui = StringField(lazy_gettext("CUI"), validators=[Optional(), Length(max=30)])
    cui_reason = StringField(
        lazy_gettext("Why there is no CUI, or why it differs"),
        description=lazy_gettext(
            "Only without a CUI, or when the DPI does show what seems wrong."
        ),
        validators=[Optional(), Length(max=80)],
    )
    birth_date = DayField(lazy_gettext("Birth date"), validators=[InputRequired()])
    sex = RadioField(
        lazy_gettext("Sex, as on the DPI"),
        choices=options(
            (one.value, lazy_gettext(one.label)) for one in (Sex.FEMALE, Sex.MALE)
        ),
        validators=[InputRequired()],
    )
    schooling = SelectField(
        lazy_gettext("Highest schooling completed"), validators=[Optional()]
    )
    height_cm = NumberField(
        lazy_gettext("Height without shoes (cm)"), validators=[Optional()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the list in the language of the page."""
        super().__init__(*args, **kwargs)
        self.schooling.choices = schooling_options()


class ApplicantForm(DpiForm, LanguagesForm):
    """Who applies. What is doubtful is kept with a reason, never refused."""

    client_id = HiddenField(render_kw={"data-draft-keep": True})
    same_as = HiddenField(render_kw={"data-draft-skip": True})
    distinct = HiddenField(render_kw={"data-draft-skip": True})
    sheet = HiddenField(render_kw={"data-draft-skip": True})
    office_id = IntegerField(lazy_gettext("Office"), validators=[Optional()])
    residence_municipality = SelectField(
        lazy_gettext("Municipality of residence"), validators=[InputRequired()]
    )
    phone = StringField(
        lazy_gettext("Telephone"), validators=[Optional(), Length(max=20)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the lists in the language of the page."""
        super().__init__(*args, **kwargs)
        self.residence_municipality.choices = municipality_options()

    @property
    def asked(self) -> list[Any]:
        """The fields of the requirements that are questions."""
        return [field for field in self if field.name.startswith("declaration_")]

    def refuse_further(self, errors: Iterable[DomainError]) -> None:
        """Show what a rule says of fields that the form itself found nothing in."""
        faulty = set(self.errors)
        for error in errors:
            if error.field not in faulty:
                self.refuse(error)

    def draft(self, way_in: WayIn, sheet_number: int | None = None) -> ApplicantDraft:
        """Return what was typed, as the rules read it."""
        return ApplicantDraft(
            client_id=_uuid(self.client_id.data) or uuid4(),
            given_names=self.given_names.data or "",
            first_surname=self.first_surname.data or "",
            second_surname=self.second_surname.data or "",
            married_surname=self.married_surname.data or "",
            cui=self.cui.data or "",
            cui_reason=self.cui_reason.data or "",
            birth_date=self.birth_date.data or date.min,
            sex=Sex(self.sex.data) if self.sex.data in SEXES else Sex.UNKNOWN,
            residence_municipality=self.residence_municipality.data or "",
            phone=self.phone.data or "",
            schooling=self.schooling.data or None,
            height_cm=Decimal(self.height_cm.data) if self.height_cm.data else None,
            languages=self.spoken,
            declarations=tuple(
                (int(field.name.removeprefix("declaration_")), field.data == "yes")
                for field in self.asked
                if field.data
            ),
            way_in=way_in,
            sheet_number=sheet_number,
            same_as=_uuid(self.same_as.data),
            distinct=self.distinct.data == "1",
        )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def applicant_form(
    requirements: list[CallRequirement], offices: list[Office], **data: Any
) -> ApplicantForm:
    """Return the form of a call: its own questions, the offices of who registers."""
    fields: dict[str, Any] = {
        f"declaration_{one.id}": RadioField(
            named(one),
            choices=options([("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No"))]),
            validators=[Optional()],
        )
        for one in requirements
        if one.kind in ASKED
    }
    fields["office_id"] = SelectField(
        lazy_gettext("Office"),
        coerce=int,
        choices=options((one.id, one.name) for one in offices),
        validators=[InputRequired()],
    )
    form: ApplicantForm = type("CallApplicantForm", (ApplicantForm,), fields)(**data)
    return form
