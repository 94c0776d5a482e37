"""Names that are data, in both languages, and the messages of templates."""

from typing import Any, Protocol

from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext

from pncrecruit.web.catalogue import words


class Named(Protocol):
    """A thing with a name in both languages of the interface."""

    @property
    def name_es(self) -> str:
        """The name in Spanish."""

    @property
    def name_en(self) -> str:
        """The name in English."""


def named(thing: Named) -> str:
    """Return the name of a thing in the reader's language."""
    english = words().language == "en" and thing.name_en
    return thing.name_en if english else thing.name_es


@pass_eval_context
def message(context: EvalContext, text: str, /, **values: object) -> str:
    """Return a message of a template, escaped with what is filled in."""
    here = words()
    if context.autoescape:
        return here.marked[text] % values if values else here.page[text]
    return here.text[text] % values if values else here.plain[text]


@pass_eval_context
def counted(
    context: EvalContext, one: str, many: str, number: int, /, **values: Any
) -> str:
    """Return the form of a message for a number, which it may name %(num)d."""
    here = words()
    form = here.counted_on_page if context.autoescape else here.counted
    return form(one, many, number) % {"num": number, **values}


def install(app: Flask) -> None:
    """Give templates the filter ``named``, and messages by words found once.

    A page has hundreds of messages; Flask-Babel looks its catalogue up for each, and
    Jinja marks and fills in each anew.
    """
    app.add_template_filter(named)
    app.jinja_env.globals.update(
        {"_": message, "gettext": message, "ngettext": counted}
    )
