"""Passwords, codes and letters: what Flask-Security leaves to the application."""

from typing import Any, cast

from flask import Flask, current_app
from flask_babel import gettext
from flask_security import MailUtil, PasswordUtil, Totp

from pncrecruit.access.models import User
from pncrecruit.access.rules import check_password
from pncrecruit.errors import DomainError
from pncrecruit.web.mail import Outbox


class OurPasswords(PasswordUtil):
    """The rule on passwords, where forms ask for it."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002 - accounts are made by administrators
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """Return why a password is refused (None if it is not), and its normal form."""
        normal = self.normalize(password)
        user = kwargs.get("user")
        try:
            check_password(normal, *((user.name, user.email) if user else ()))
        except DomainError as error:
            return [gettext(error.message) % error.facts], normal
        return None, normal


class SingleUseCodes(Totp):
    """Codes of a second factor that are good once."""

    def get_last_counter(self, user: Any) -> Any:
        """Return the last code that was used; none before it is good any more."""
        return user.totp_last_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Keep which code was used; it is committed with the sign-in."""
        user.totp_last_counter = tmatch.counter


class OutboxMail(MailUtil):
    """Hands the letters of Flask-Security to the application's outbox."""

    def send_mail(  # noqa: PLR0917 - as Flask-Security calls it
        self,
        template: str,  # noqa: ARG002
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002
        body: str | None,
        html: str | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        """Hand over one letter, as text."""
        address = recipient if isinstance(recipient, str) else recipient[1]
        outbox(current_app).put(address, str(subject), body or "")


def outbox(app: Flask) -> Outbox:
    """Return where letters of an application go."""
    found: Outbox = app.extensions["outbox"]
    return found


def account_of(user: Any) -> User:
    """Return the account itself where Flask-Security hands over a stand-in for it."""
    return cast(User, getattr(user, "_get_current_object", lambda: user)())
