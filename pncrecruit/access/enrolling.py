"""Enrolling a second factor: one key until its code is right, then codes to keep."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from time import time
from typing import Any

from flask import (
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import inspect

from pncrecruit.access.actions import sign_ins as actions
from pncrecruit.access.credentials import account_of
from pncrecruit.access.models import User
from pncrecruit.access.rules import is_local
from pncrecruit.db import now
from pncrecruit.web.sessions import PROOF

CODE_PAGE = "security/two_factor_verify_code.html"
KEY_PAGE = "security/two_factor_setup.html"
CODES_PAGE = "security/mf_recovery_codes.html"
# Where to go on to once the codes of a new second factor were seen.
ONWARD = "recovery_codes_onward"
# How long after giving the password a key may still be enrolled by who is signed in.
WITHIN = timedelta(minutes=30)


def is_under_way() -> bool:
    """Say whether a telephone was given a key and has not yet shown a code of it."""
    return session.get("tf_state") == "validating_profile"


def is_late() -> bool:
    """Say whether the password was given too long ago to enrol a key with it."""
    return bool(time() - session.get(PROOF, 0) > WITHIN.total_seconds())


def key_page(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the page of the key that is being enrolled, from that of a code.

    Whoever mistypes a code may not have finished with the key: it stays the same.
    """
    form = values["two_factor_verify_code_form"]
    totp = _security().totp_factory
    key = totp.fetch_setup_values(session["tf_totp_secret"], form.user)
    shown = {
        "chosen_method": "authenticator",
        "authr_key": key["key"],
        "authr_qrcode": key["image"],
    }
    return KEY_PAGE, values | shown


def is_another(user: User) -> bool:
    """Say whether an account had a telephone before the one just confirmed.

    Asked before the account is written: what it had is still known.
    """
    return any(inspect(user).attrs.tf_totp_secret.history.deleted or ())


def confirmed(user: User) -> bool:
    """Note, for the answer to this request, that somebody has a new second factor.

    False if the code was one of a sign-in.
    """
    if is_under_way():
        g.enrolled = user
    return is_under_way()


def offer_codes(answer: Response) -> Response:
    """Lead whoever has just enrolled to the codes for the day the telephone is lost.

    They take the place of any that went with the telephone before.
    """
    user = g.pop("enrolled", None)
    if user is None:
        return answer
    _security().mf_recovery_codes_util.create_recovery_codes(user)
    place = answer.location or ""
    session[ONWARD] = place if is_local(place) else "/"
    page = redirect(url_for("security.mf_recovery_codes"), code=303)
    return current_app.make_response(page)


def shown_once(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """Let the page of recovery codes show new ones once, and those in use never again.

    Whoever comes from enrolling has just given a password and a code: they are not
    asked again, and a second look is not theirs either.
    """

    @wraps(view)
    def page() -> ResponseReturnValue:
        onward = session.pop(ONWARD, None)
        if onward is not None:
            codes = _security().mf_recovery_codes_util.get_recovery_codes(current_user)
            return render_template(CODES_PAGE, recovery_codes=codes, onward=onward)
        if "show_codes" in request.args:
            return redirect(url_for("security.mf_recovery_codes"))
        user = account_of(current_user)
        before = user.mf_recovery_codes
        answer: ResponseReturnValue = view()
        if user.mf_recovery_codes != before:
            # In the transaction that Flask-Security ends when it has answered.
            actions.second_factor_changed(
                user,
                "own_second_factor.new_codes",
                request_id=g.request_id,
                at=now(),
            )
        return answer

    return page


def _security() -> Any:
    return current_app.extensions["security"]
