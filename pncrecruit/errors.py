"""A rule said no: the error carries facts, the page turns them into words."""

from typing import ClassVar

from pncrecruit.words import N_


class DomainError(Exception):
    """A deed that a rule refuses; nothing has changed when it is raised.

    ``message`` is an English msgid with named placeholders, ``field`` the form
    field that it belongs to ("" for the whole form), ``status`` the HTTP status.
    """

    message: ClassVar[str] = N_("This cannot be done.")
    field: ClassVar[str] = ""
    status: ClassVar[int] = 422

    def __init__(self, **facts: object) -> None:
        """Keep the facts that fill the placeholders of the message."""
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        """Return the untranslated sentence, for logs and the command line."""
        return self.message % self.facts if self.facts else self.message


class NotAllowed(DomainError):
    """The deed is refused to this person (duties, second person, purpose)."""

    message = N_("You may not do this.")
    status = 403


class NotYetCome(DomainError):
    """A day was asked for of which nothing can be known yet."""

    message = N_("%(day)s has not come yet: take today or a day before.")


class Conflict(DomainError):
    """The record has changed, or is in a state that forbids the deed."""

    message = N_("The record has changed since you opened it.")
    status = 409


class NotTaken(OSError):
    """A message was certainly not taken over; ``final`` if it never will be.

    ``silent`` says that the channel takes no message at all at the moment. Any other
    OSError of a channel leaves open whether the message arrived.
    """

    def __init__(
        self, reason: object, *, final: bool = False, silent: bool = False
    ) -> None:
        """Keep why, and what use it is to try again."""
        super().__init__(str(reason))
        self.final, self.silent = final, silent
