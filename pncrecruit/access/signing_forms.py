"""The forms of signing in: one answer for all that fails; waiting after failures."""

from datetime import datetime
from typing import Any, cast

from flask import current_app, g
from flask_babel import ngettext
from flask_security.forms import (
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined]

from pncrecruit.access.actions import sign_ins as actions
from pncrecruit.access.credentials import account_of
from pncrecruit.access.models import User
from pncrecruit.access.queries import sign_ins as queries
from pncrecruit.db import db, now


class SignIn(LoginForm):
    """E-mail and password."""

    remember = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Go on to the first page if no other was asked for."""
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or "/"

    def validate(self, **kwargs: Any) -> bool:
        """Say whether somebody is who they say; unknown names wait like known ones."""
        name = (self.email.data or "").strip()
        if must_wait(self, name):
            return False
        valid: bool = super().validate(**kwargs)
        if self.user is None and name and self.password.data:
            actions.failed(name, None, request_id=g.request_id, at=now())
            db.session.commit()
        if valid and second_factor_is_on():
            account = cast(User, self.user)
            account.asks_second_factor = queries.asks_second_factor(account.id)
        return valid


class Confirm(VerifyForm):
    """The password once more, before a deed of weight."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the password, unless the name waits."""
        if must_wait(self, self.user.email):
            return False
        return bool(super().validate(**kwargs))


class Enrolment(TwoFactorSetupForm):
    """Whether to enrol a telephone, or to go without."""

    setup = RadioField(
        choices=[SelectChoice("authenticator"), SelectChoice("disable")],
        validate_choice=False,
    )


class Rescue(TwoFactorRescueForm):
    """Nothing to choose: recovery codes have a page of their own."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class Code(TwoFactorVerifyCodeForm):
    """The code of the second factor."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the code, unless the name waits."""
        if self.user is None or must_wait(self, self.user.email):
            return False
        # Two requests with one code come one after the other: the second is late.
        db.session.refresh(account_of(self.user), with_for_update=True)
        return bool(super().validate(**kwargs))


class RecoveryCode(MfRecoveryForm):
    """One of the codes that were kept for the day the telephone is lost."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the code, unless the name waits; a wrong one counts as a failure."""
        if self.user is None or must_wait(self, self.user.email):
            return False
        db.session.refresh(account_of(self.user), with_for_update=True)
        valid = bool(super().validate(**kwargs))
        if not valid:
            self.user.track_failed_authn("recovery_code", True)
        return valid


def must_wait(form: Any, name: str) -> bool:
    """Say whether a name waits after failures, and tell the form how long."""
    at = now()
    until = queries.locked_until(name, at)
    if until is None:
        return False
    form.form_errors.append(waiting_text(until, at))
    g.refused_with = 429
    return True


def waiting_text(until: datetime, at: datetime) -> str:
    """Say how many minutes are left."""
    minutes = max(1, -int((at - until).total_seconds() // 60))
    text: str = ngettext(
        "Too many attempts that failed. Try again in a minute.",
        "Too many attempts that failed. Try again in %(num)d minutes.",
        minutes,
    )
    return text


def second_factor_is_on() -> bool:
    """Say whether this installation asks for second factors."""
    return bool(current_app.config["SECOND_FACTOR"])
