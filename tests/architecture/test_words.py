"""Words: everything a person sees is marked, translated once, and said the same way."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import catalogue, unmarked

ROOT = Path(__file__).resolve().parents[2]


def test_every_visible_word_is_marked() -> None:
    assert list(unmarked.unmarked(ROOT)) == []


def test_every_message_is_translated() -> None:
    known = catalogue.entries(catalogue.catalogues())
    assert list(catalogue.missing(catalogue.extracted(), known)) == []


def test_the_catalogues_hold_nothing_wrong() -> None:
    known = catalogue.entries(catalogue.catalogues())
    assert list(catalogue.faults(catalogue.extracted(), known)) == []


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("Under 60 % nothing is said", True),
        ("Under 60 %% nothing is said", False),
        ("%(num)d of %(all)s", False),
    ],
)
def test_a_per_cent_sign_that_would_break_a_page_is_found(
    text: str, stray: bool
) -> None:
    assert catalogue.is_stray(Message(text, text)) is stray


# One word for one thing: what is not said, and what is said instead.
INSTEAD = {
    r"\bpunteos?\b": "nota",  # of a test; a score of risk is a puntaje
    r"\brol(es)?\b(?! de turnos)": "función",
}


def test_one_thing_has_one_word_in_every_catalogue() -> None:
    said = [
        (text, word)
        for entry in catalogue.catalogues().values()
        for message in entry
        for text in catalogue.forms(message.string)
        for other, word in INSTEAD.items()
        if re.search(other, text, re.IGNORECASE)
    ]

    assert said == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Save</p>", "Save"),
        ('<input placeholder="Search here">', "Search here"),
        ('<button aria-label="Close"></button>', "Close"),
        ('<input type="submit" value="Send">', "Send"),
        ('{{ header("New call") }}', "New call"),
        ("{% if x %}Yes{% else %}No{% endif %}", "Yes No"),
        ("<p>{{ n }} applicants</p>", "… applicants"),
    ],
)
def test_an_unmarked_word_in_a_template_is_found(source: str, found: str) -> None:
    assert found in [text for _line, text in unmarked.in_template(source)]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Save') }}</p>",
        "<p>{% trans %}Save{% endtrans %}</p>",
        "<p>{% trans n=n %}{{ n }} call{% pluralize %}{{ n }} calls{% endtrans %}</p>",
        "<code>pncrecruit db upgrade</code>",
        '<p translate="no">Español</p>',
        "<p>CUI</p>",
        '<a class="btn btn-primary" href="{{ url_for(\'home.page\') }}">…</a>',
        "{# A remark. #}",
        '{{ icon("check-lg") }}',
        '<{{ tag }} class="h2" id="{{ id }}">{{ title }}</{{ tag }}>',
        "<h{{ level }} class='h2'>{{ title }}</h{{ level }}>",
        "{% block width %}main--narrow{% endblock %}",
        '{% if status == "Done" %}✓{% endif %}',
    ],
)
def test_marked_words_and_names_are_left_alone(source: str) -> None:
    assert unmarked.in_template(source) == []


@pytest.mark.parametrize(
    "source",
    [
        'flash("Saved")',
        'flash(f"{name} was saved")',
        'StringField("Name")',
        'StringField(label="Name")',
        'Length(max=3, message="Too long")',
        'class Refused(DomainError):\n    message = "Not now."',
        'class Refused(DomainError):\n    message: ClassVar[str] = "Not now."',
    ],
)
def test_an_unmarked_word_in_the_code_is_found(source: str) -> None:
    assert list(unmarked.in_module(source))


def test_marked_words_in_the_code_are_left_alone() -> None:
    source = 'flash(gettext("Saved"))\nStringField(lazy_gettext("Name"), name="name")'
    assert list(unmarked.in_module(source)) == []


def test_a_lost_placeholder_is_a_fault() -> None:
    message = Message("%(name)s was saved", "Se guardó")
    assert catalogue.wrong_placeholders(message)


def test_a_plural_may_leave_out_its_number() -> None:
    message = Message(
        ("%(num)s call", "%(num)s calls"), ("una convocatoria", "%(num)s convocatorias")
    )
    assert not catalogue.wrong_placeholders(message)


def test_a_mark_inside_an_f_string_is_refused() -> None:
    hidden = "f\"{gettext('Undone later.')} {text}\""
    plain = 'f"{gettext(kind.label)} {text}"'

    assert [text for _line, text in unmarked.in_module(hidden)] == [
        "gettext('Undone later.')"
    ]
    assert list(unmarked.in_module(plain)) == []
