"""Pages of accounts and their roles."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectChoice  # type: ignore[attr-defined]

from pncrecruit.access import letters
from pncrecruit.access.actions import account_requests, roles
from pncrecruit.access.actions import accounts as actions
from pncrecruit.access.forms import (
    AccountForm,
    NewAccountForm,
    PressForm,
    ReasonForm,
    RoleForm,
)
from pncrecruit.access.guard import refused_by_rule, require, signed_in
from pncrecruit.access.models import User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.views.blueprint import bp
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError, NotAllowed
from pncrecruit.web.numbers import key
from pncrecruit.web.sessions import commit_and_say


@bp.get("/accounts")
@require(Permission.USER_ACCOUNT_LIST)
def accounts() -> ResponseReturnValue:
    wanted = request.args.get("q", "")[:80]
    after = request.args.get("after", ""), request.args.get("key", 0, type=key)
    rows = queries.accounts(wanted, after=after if after[0] else None)
    shown, more = rows[: queries.PAGE], rows[queries.PAGE :]
    names_only = "names_only" in signed_in().conditions(Permission.USER_ACCOUNT_LIST)
    return render_template(
        "access/accounts.html",
        rows=shown,
        q=wanted,
        names_only=names_only,
        next_url=url_for(".accounts", q=wanted, after=shown[-1].name, key=shown[-1].id)
        if more
        else "",
        first_url=url_for(".accounts", q=wanted) if after[0] else "",
    )


@bp.route("/accounts/new", methods=["GET", "POST"])
@require(Permission.USER_ACCOUNT_CREATE)
def new_account() -> ResponseReturnValue:
    form = NewAccountForm()
    if form.validate_on_submit():
        actor, at = signed_in(), now()
        try:
            user = actions.create_account(
                email=form.email.data or "",
                given_names=form.given_names.data or "",
                first_surname=form.first_surname.data or "",
                second_surname=form.second_surname.data or "",
                cui=form.cui.data or "",
                language=form.language.data,
                author=actor.author,
                at=at,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            db.session.commit()
            letters.send_link(user)
            flash(gettext("The account was made. Its owner gets a link by mail."))
            return redirect(url_for(".account", account_id=user.public_id), code=303)
    return render_template("access/new_account.html", form=form), form.status


@bp.get("/accounts/<uuid:account_id>")
@require(Permission.USER_ACCOUNT_READ, also=(Permission.ROLE_GRANT_LIST,))
def account(account_id: UUID) -> ResponseReturnValue:
    return _account_page(_account(account_id))


@bp.route("/accounts/<uuid:account_id>/edit", methods=["GET", "POST"])
@require(Permission.USER_ACCOUNT_UPDATE)
def edit_account(account_id: UUID) -> ResponseReturnValue:
    user = _account(account_id)
    form = AccountForm(name=user.name, email=user.email, version=user.version)
    if form.validate_on_submit():
        try:
            actions.update_account(
                user,
                name=form.name.data or "",
                email=form.email.data or "",
                version=form.base_version,
                actor=signed_in(),
                at=now(),
            )
        except NotAllowed as error:
            refused_by_rule(error, Permission.USER_ACCOUNT_UPDATE)
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The account was changed."))
            return redirect(url_for(".account", account_id=account_id), code=303)
    page = render_template("access/edit_account.html", form=form, account=user)
    return page, form.status


@bp.route("/accounts/<uuid:account_id>/disable", methods=["GET", "POST"])
@require(Permission.USER_ACCOUNT_DISABLE)
def disable(account_id: UUID) -> ResponseReturnValue:
    return _with_reason(
        _account(account_id),
        Permission.USER_ACCOUNT_DISABLE,
        actions.disable_account,
        gettext("Disable the account"),
        gettext("Nobody can sign in with it any more, and its sessions end now."),
        gettext("The account is disabled."),
    )


@bp.route("/accounts/<uuid:account_id>/enable", methods=["GET", "POST"])
@require(Permission.USER_ACCOUNT_ENABLE)
def enable(account_id: UUID) -> ResponseReturnValue:
    return _with_reason(
        _account(account_id),
        Permission.USER_ACCOUNT_ENABLE,
        account_requests.ask_enable,
        gettext("Enable the account"),
        gettext("A second person decides; then the account works with its roles."),
        gettext("The request waits for a second person."),
    )


@bp.route("/accounts/<uuid:account_id>/new-second-factor", methods=["GET", "POST"])
@require(Permission.USER_ACCOUNT_RESET_SECOND_FACTOR)
def reset_factor(account_id: UUID) -> ResponseReturnValue:
    return _with_reason(
        _account(account_id),
        Permission.USER_ACCOUNT_RESET_SECOND_FACTOR,
        account_requests.ask_factor_reset,
        gettext("Let a new second factor be enrolled"),
        gettext("For a telephone that was lost. A second person decides."),
        gettext("The request waits for a second person."),
    )


@bp.post("/accounts/<uuid:account_id>/send-link")
@require(Permission.USER_ACCOUNT_SEND_RESET_LINK)
def send_link(account_id: UUID) -> ResponseReturnValue:
    user = _account(account_id)
    try:
        actions.note_link(user, actor=signed_in(), at=now())
    except NotAllowed as error:
        refused_by_rule(error, Permission.USER_ACCOUNT_SEND_RESET_LINK)
        raise
    db.session.commit()
    letters.send_link(user)
    flash(gettext("The link was sent. It is good once, for 30 minutes."))
    return redirect(url_for(".account", account_id=account_id), code=303)


@bp.route("/accounts/<uuid:account_id>/roles/ask", methods=["GET", "POST"])
@require(Permission.ROLE_GRANT_REQUEST)
def ask_role(account_id: UUID) -> ResponseReturnValue:
    user, at = _account(account_id), now()
    form = RoleForm()
    form.offer(_units(at))
    if form.validate_on_submit():
        try:
            roles.ask_role(
                user,
                form.chosen_role,
                unit_id=form.unit_id,
                retention_team=bool(form.retention_team.data),
                reason=form.reason.data or "",
                actor=signed_in(),
                at=at,
            )
        except NotAllowed as error:
            refused_by_rule(error, Permission.ROLE_GRANT_REQUEST)
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The request waits for a second person."))
            return redirect(url_for(".approvals"), code=303)
    page = render_template("access/ask_role.html", form=form, account=user)
    return page, form.status


@bp.route(
    "/accounts/<uuid:account_id>/roles/<int:grant_id>/revoke",
    methods=["GET", "POST"],
)
@require(Permission.ROLE_GRANT_REVOKE)
def revoke_role(account_id: UUID, grant_id: int) -> ResponseReturnValue:
    user = _account(account_id)
    grant = queries.grant(user.id, grant_id) or abort(404)

    def revoke(_user: User, **more: Any) -> None:
        roles.revoke_role(grant, **more)

    return _with_reason(
        user,
        Permission.ROLE_GRANT_REVOKE,
        revoke,
        gettext("Revoke the role: %(role)s", role=gettext(grant.role.label)),
        gettext("It takes effect at once: the sessions of the account end."),
        gettext("The role was revoked."),
    )


def _account(account_id: UUID) -> User:
    return queries.account(account_id) or abort(404)


def _account_page(user: User) -> ResponseReturnValue:
    return render_template(
        "access/account.html",
        account=user,
        grants=queries.grants_of(user.id),
        press=PressForm(),
        is_own=user.id == signed_in().user_id,
    )


def _with_reason(  # noqa: PLR0917 - the words of one page
    user: User,
    permission: Permission,
    deed: Any,
    title: str,
    text: str,
    done: str,
) -> ResponseReturnValue:
    """Ask for the reason of a deed on an account, and do it."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            deed(user, reason=form.reason.data or "", actor=signed_in(), at=now())
        except NotAllowed as error:
            refused_by_rule(error, permission)
            raise
        else:
            commit_and_say(done)
            return redirect(_back(user), code=303)
    page = render_template(
        "access/reason.html", form=form, account=user, title=title, text=text
    )
    return page, form.status


def _back(user: User) -> str:
    """Return the page to go to: not everybody who may act may read the account."""
    if signed_in().may(Permission.USER_ACCOUNT_READ):
        return url_for(".account", account_id=user.public_id)
    return url_for(".accounts")


def _units(at: datetime) -> list[SelectChoice]:
    return [
        SelectChoice(str(unit.id), f"{unit.code} {unit.name}")
        for unit in queries.units(local_day(at))
    ]
