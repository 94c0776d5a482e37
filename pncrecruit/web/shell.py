"""What the layout shows around a page: navigation, account, languages, banner.

The application fills a Shell and gives it to every template as `shell`; a template that
is rendered without one (an error before anyone is known) gets the bare page.
"""

from typing import NamedTuple


class NavEntry(NamedTuple):
    """One line of the navigation. The icon is a name of static/icons.svg."""

    url: str
    label: str
    icon: str
    active: bool = False
    waiting: int | None = None  # how many things wait there


class UserMenu(NamedTuple):
    """Who is signed in, and where they find what is theirs."""

    name: str
    role: str
    sign_out_url: str
    links: tuple[NavEntry, ...] = ()
    draft_owner: str = (
        ""  # a stable public id: drafts in the browser are kept apart by it
    )


class Language(NamedTuple):
    """A language of the interface, named in itself."""

    code: str
    name: str


class Shell(NamedTuple):
    """Everything around the page. What is empty is not drawn."""

    navigation: tuple[NavEntry, ...] = ()
    user: UserMenu | None = None
    synthetic: bool = False
    home_url: str = "/"
    search_url: str = ""
    language_url: str = ""
    languages: tuple[Language, ...] = (
        Language("es_GT", "Español"),
        Language("en", "English"),
    )
