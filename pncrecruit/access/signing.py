"""Signing in: Flask-Security knows who somebody is, and nothing of what they may do."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import (
    Flask,
    Request,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user, user_logged_out
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    password_reset,
    tf_code_confirmed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)
from flask_security.utils import set_request_attr

from pncrecruit.access import enrolling, guard, queries, signing_forms
from pncrecruit.access.actions import sign_ins as actions
from pncrecruit.access.counting import count_signing_alone
from pncrecruit.access.credentials import (
    OurPasswords,
    OutboxMail,
    SingleUseCodes,
    account_of,
)
from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import (
    PASSWORD_LENGTH,
    SECOND_FACTOR_ROLES,
    Role,
    is_local,
)
from pncrecruit.db import db, now
from pncrecruit.web.sessions import PROOF
from pncrecruit.words import N_

RESET_WITHIN = timedelta(minutes=30)
STEP_UP = timedelta(minutes=10)
FAILURES_OF_AN_ADDRESS = "20 per 10 minutes"
LETTERS_OF_AN_ADDRESS = "20 per 10 minutes"

LINK_SENT = N_("If there is an account with this address, the link is on its way.")

# Pages that somebody opens before anyone is known, and those of an account.
OPEN = (
    "login",
    "logout",
    "forgot_password",
    "reset_password",
    "two_factor_token_validation",
    "mf_recovery",
)
OWN = {
    "change_password": Permission.OWN_PASSWORD_CHANGE,
    "mf_recovery_codes": Permission.OWN_SECOND_FACTOR_ENROL,
}
# Opened in the middle of signing in, or by the account itself.
EITHER = {"two_factor_setup": Permission.OWN_SECOND_FACTOR_ENROL}
# Where a guess can be made: counted by address.
GUESSED_AT = ("login", "two_factor_token_validation", "mf_recovery", "verify")

SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH[0],
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    # No name of a server is looked up: a typed address is checked by its shape.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_MSG_PASSWORD_RESET_REQUEST": (LINK_SENT, "info"),
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": RESET_WITHIN,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": True,
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_FRESHNESS": STEP_UP,
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "access.profile",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_TOTP_ISSUER": "PNC Recruit",
    "SECURITY_POST_CHANGE_VIEW": "access.profile",
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_RESET_URL": "/forgotten",
    "SECURITY_VERIFY_URL": "/confirm",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_DATETIME_FACTORY": now,
}


def install(app: Flask, translations: str) -> None:
    """Let people sign in to an application; ``translations`` holds the Spanish."""
    app.config.update(SETTINGS)
    secret = str(app.config["TOTP_SECRET"])
    app.config.update(
        SECURITY_PASSWORD_SALT=app.config["PASSWORD_SALT"],
        SECURITY_TOTP_SECRETS={"1": secret},
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_fernet_key(secret)],
        SECURITY_I18N_DIRNAME=[translations, "builtin"],
    )
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, cast(Any, RoleGrant)),
        password_util_cls=OurPasswords,
        mail_util_cls=OutboxMail,
        totp_cls=SingleUseCodes,
        login_form=signing_forms.SignIn,
        verify_form=signing_forms.Confirm,
        two_factor_setup_form=signing_forms.Enrolment,
        two_factor_rescue_form=signing_forms.Rescue,
        two_factor_verify_code_form=signing_forms.Code,
        mf_recovery_form=signing_forms.RecoveryCode,
        render_template=_page,
    )
    security.want_json(_never)
    security.login_manager.user_loader(_account)
    security.login_manager.request_loader(_never)
    _ask_once(app, security)
    limiter = Limiter(
        get_remote_address, app=app, storage_uri="memory://", strategy="moving-window"
    )
    count_signing_alone(app)
    _declare(app, limiter)
    _listen(app)


def _declare(app: Flask, limiter: Limiter) -> None:
    """Say of each page of Flask-Security who may open it; drop what is not used."""
    counted = limiter.shared_limit(
        FAILURES_OF_AN_ADDRESS,
        scope="sign-in",
        methods=["POST"],
        deduct_when=lambda response: response.status_code in (422, 429),
    )
    for endpoint in list(app.view_functions):
        blueprint, _, name = endpoint.partition(".")
        if blueprint != "security":
            continue
        view = app.view_functions[endpoint]
        if name == "mf_recovery_codes":
            view = enrolling.shown_once(view)
        view = _careful(view)
        if name in GUESSED_AT:
            view = counted(view)
        elif name == "forgot_password":
            view = limiter.limit(LETTERS_OF_AN_ADDRESS, methods=["POST"])(view)
        if name in OPEN:
            view = guard.public(view)
        elif name in OWN:
            view = guard.require(OWN[name], also_without_role=True)(view)
        elif name in EITHER:
            view = guard.require(
                EITHER[name], unless_anonymous=True, also_without_role=True
            )(view)
        elif name == "verify":
            view = guard.any_account(view)
        else:
            view = guard.public(_gone)
        app.view_functions[endpoint] = view


def _ask_once(app: Flask, security: Security) -> None:
    """Leave the account unread where Flask-Security's own pages do not need it.

    The gate has read who asks together with the session; what they may do is in our
    policy, not in the needs of Flask-Principal, and templates have `shell`.
    """
    security.principal.identity_loaders.clear()
    processors = app.template_context_processors[None]
    processors[:] = [one for one in processors if one.__module__ != "flask_login.utils"]


def _gone(**_values: object) -> ResponseReturnValue:
    abort(404)


def _careful(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a page: only local addresses to go on to, and a status that says it."""

    @wraps(view)
    def page(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if any(
            not is_local(place) for place in request.values.getlist("next") if place
        ):
            if request.method == "POST":
                abort(400)
            return redirect(url_for(request.endpoint or "", **request.view_args or {}))
        actor = guard.present_actor()
        if actor is not None:
            account_of(current_user).asks_second_factor = _asked(actor.roles)
            if request.endpoint == "security.two_factor_token_validation":
                # One press of "back", or two of "enrol", lead there: Flask-Security
                # would sign them out for it.
                if not enrolling.is_under_way():
                    first = current_app.config["SECURITY_POST_LOGIN_VIEW"]
                    return redirect(first, code=303)
                if enrolling.is_late():
                    return redirect(url_for("security.two_factor_setup"), code=303)
        response = enrolling.offer_codes(make_response(view(*args, **kwargs)))
        if response.status_code == 200 and g.get("refused_with"):
            response.status_code = g.refused_with
        return response

    return page


def _asked(roles: frozenset[Role]) -> bool:
    return signing_forms.second_factor_is_on() and not roles.isdisjoint(
        SECOND_FACTOR_ROLES
    )


def _page(template: str, **values: Any) -> str:
    """Draw a page, noting whether one of its forms was refused."""
    forms = [value for name, value in values.items() if name.endswith("_form")]
    if request.method == "POST" and any(form and form.errors for form in forms):
        g.refused_with = g.get("refused_with") or 422
        for form in forms:
            # Of two fields that may not be told apart, both say the same.
            form.form_errors = list(dict.fromkeys(form.form_errors))
    if template == enrolling.CODE_PAGE and enrolling.is_under_way():
        template, values = enrolling.key_page(values)
    return render_template(template, **values)


def _account(key: str) -> User | None:
    """Return the account of a session, for the pages of Flask-Security."""
    account = queries.user_by_key(key)
    if account is None:
        return None
    # Flask-Security's own pages ask how and when somebody proved who they are.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get(PROOF, 0))
    return account


def _never(_request: Request) -> Any:
    """No tokens and no JSON: pages alone."""
    return None


def _fernet_key(secret: str) -> bytes:
    digest = hashlib.sha256(f"recovery codes\n{secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest)


def _listen(app: Flask) -> None:
    """Keep in the trail, and in the sessions, what Flask-Security tells of."""

    @user_authenticated.connect_via(app)
    def authenticated(_app: Flask, user: Any, **_more: Any) -> None:
        actions.succeeded(
            account_of(user),
            request_id=g.request_id,
            at=now(),
            idle=app.config["SESSION_IDLE"],
            longest=app.permanent_session_lifetime,
        )

    @user_failed_authn.connect_via(app)
    def refused(_app: Flask, user: Any, **_more: Any) -> None:
        account = account_of(user)
        actions.failed(account.email, account, request_id=g.request_id, at=now())
        db.session.commit()

    @user_logged_out.connect_via(app)  # type: ignore[untyped-decorator]
    def left(_app: Flask, user: Any, **_more: Any) -> None:
        actions.signed_out(account_of(user), request_id=g.request_id, at=now())
        db.session.commit()

    _note_changes(app)


def _note_changes(app: Flask) -> None:
    def passwords(verb: str) -> Callable[..., None]:
        def changed(_app: Flask, user: Any, **_more: Any) -> None:
            actions.password_changed(
                account_of(user), verb, request_id=g.request_id, at=now()
            )

        return changed

    def factor(_app: Flask, user: Any, **_more: Any) -> None:
        account = account_of(user)
        actions.second_factor_changed(
            account,
            "own_second_factor.confirm"
            if not enrolling.confirmed(account)
            else "own_second_factor.replace"
            if enrolling.is_another(account)
            else "own_second_factor.enrol",
            request_id=g.request_id,
            at=now(),
        )

    def no_factor(_app: Flask, user: Any, **_more: Any) -> None:
        account, at = account_of(user), now()
        actions.second_factor_changed(
            account, "own_second_factor.remove", request_id=g.request_id, at=at
        )

    for signal, listener in (
        (password_changed, passwords("own_password.change")),
        (password_reset, passwords("own_password.reset")),
        (tf_code_confirmed, factor),
        (tf_profile_changed, factor),
        (tf_disabled, no_factor),
    ):
        signal.connect(listener, app, weak=False)
