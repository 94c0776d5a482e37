"""The voluntary question on who somebody is. Nothing is chosen beforehand."""

from flask_babel import lazy_gettext, lazy_pgettext
from wtforms import (  # type: ignore[attr-defined]
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from pncrecruit.errors import DomainError
from pncrecruit.identity import rules
from pncrecruit.reference import linguistic_communities, peoples
from pncrecruit.web.filters import page_language
from pncrecruit.web.form import Form


class SelfIdentificationForm(Form):
    """Peoples, the main one of several, linguistic community, own words."""

    peoples = SelectMultipleField(
        lazy_gettext("By origin or history, how do you identify yourself?"),
        description=lazy_gettext("You can choose more than one."),
        option_widget=CheckboxInput(),
        widget=ListWidget(),
        validators=[Optional()],
    )
    main_people = RadioField(
        lazy_gettext("You chose several. Which one first of all?"),
        validate_choice=False,
        validators=[Optional()],
    )
    community = SelectField(
        lazy_gettext("Mayan linguistic community"),
        description=lazy_gettext("Only with the answer Maya."),
        validators=[Optional()],
    )
    own_words = StringField(
        lazy_gettext("In your own words"),
        validators=[Optional(), Length(max=rules.OWN_WORDS_LENGTH)],
    )
    source = RadioField(
        lazy_gettext("How is it being answered?"),
        choices=[
            SelectChoice(
                rules.AnswerSource.OWN_ANSWER.value,
                lazy_gettext("The person answers now, on this screen or aloud"),
            ),
            SelectChoice(
                rules.AnswerSource.SEALED_SHEET.value,
                lazy_gettext("Keyed in from a sealed sheet that the person filled in"),
            ),
        ],
        default=rules.AnswerSource.OWN_ANSWER.value,
        validators=[Optional()],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the lists in the language of the page."""
        super().__init__(*args, **kwargs)
        english = page_language() == "en"
        named = [
            SelectChoice(one.key, one.name_en if english else one.name_es)
            for one in peoples().values()
        ]
        self.peoples.choices = named
        chosen = self.peoples.data or []
        self.main_people.choices = [one for one in named if one.value in chosen]
        self.community.choices = [
            SelectChoice("", lazy_pgettext("linguistic community", "None or not said")),
            *(
                SelectChoice(one.key, one.name_es)
                for one in linguistic_communities().values()
            ),
        ]

    @property
    def several(self) -> bool:
        """Whether the main one has to be asked for."""
        return len(self.peoples.data or []) > 1

    def answer(self) -> rules.Answer | None:
        """Return the answer, or nothing and the reason at its field."""
        try:
            return rules.answer(
                self.peoples.data or [],
                main=self.main_people.data,
                community=self.community.data or None,
                own_words=self.own_words.data or "",
            )
        except DomainError as error:
            self.refuse(error)
            return None

    @property
    def answer_source(self) -> rules.AnswerSource:
        """Who gave the answer, and how."""
        sealed = rules.AnswerSource.SEALED_SHEET
        given = self.source.data == sealed.value
        return sealed if given else rules.AnswerSource.OWN_ANSWER
