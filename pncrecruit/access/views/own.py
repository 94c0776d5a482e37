"""What belongs to whoever is signed in: the language, the profile, the sessions."""

from datetime import timedelta
from typing import cast

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actions import accounts as actions
from pncrecruit.access.forms import PressForm, ProfileForm
from pncrecruit.access.guard import present_actor, public, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.rules import is_local
from pncrecruit.access.views.blueprint import bp
from pncrecruit.db import db, now
from pncrecruit.web.sessions import ServerSession, commit_and_say

A_YEAR = timedelta(days=365)


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    place, chosen = request.form.get("next", ""), request.form.get("language", "")
    response = redirect(place if is_local(place) else "/", code=303)
    if chosen not in actions.LANGUAGES:
        return response
    actor = present_actor()
    if actor is not None:
        actions.choose_language(actor.user_id, chosen)
        db.session.commit()
    response.set_cookie(
        "language",
        chosen,
        max_age=A_YEAR,
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.route("/profile", methods=["GET", "POST"])
@require(
    Permission.OWN_PROFILE_READ,
    also=(Permission.OWN_PROFILE_UPDATE,),
    also_without_role=True,
)
def profile() -> ResponseReturnValue:
    actor = signed_in()
    user = queries.account_by_id(actor.user_id) or abort(404)
    form = ProfileForm(name=user.name, language=user.language)
    if form.validate_on_submit():
        actions.choose_language(user.id, form.language.data)
        actions.change_own_name(user.id, form.name.data or "", actor=actor, at=now())
        commit_and_say(gettext("Your account was changed."))
        return redirect(url_for(".profile"), code=303)
    page = render_template(
        "access/profile.html",
        form=form,
        account=user,
        grants=queries.grants_of(user.id),
        second_factor=bool(user.tf_primary_method),
        codes_left=len(user.mf_recovery_codes or ()),
    )
    return page, form.status


@bp.get("/sessions")
@require(Permission.OWN_SESSION_LIST, also_without_role=True)
def sessions() -> ResponseReturnValue:
    stored = cast(ServerSession, web_session).stored
    return render_template(
        "access/sessions.html",
        rows=queries.sessions_of(signed_in().user_id),
        present=stored.id if stored else None,
        form=PressForm(),
    )


@bp.post("/sessions/<int:session_id>/end")
@require(Permission.OWN_SESSION_REVOKE, also_without_role=True)
def end_session(session_id: int) -> ResponseReturnValue:
    actor = signed_in()
    if not actions.end_own_session(session_id, actor=actor, at=now()):
        abort(404)
    commit_and_say(gettext("The session has ended."))
    return redirect(url_for(".sessions"), code=303)
