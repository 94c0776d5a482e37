"""Where each role lands, and whether the product is alive."""

from flask import Blueprint, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from pncrecruit.access.guard import any_account, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.db import db

bp = Blueprint("home", __name__)

# The page that says what is to be done; of several roles the first one counts.
LANDING = {
    Role.RECRUITER: "recruitment.calls",
    Role.HR_LEAD: "equity.funnel",
    Role.MANAGER: "retention.alerts",
    Role.ADMIN: "access.accounts",
    Role.AUDITOR: "oversight.trail",
}


@bp.get("/")
@any_account
def index() -> ResponseReturnValue:
    """Lead everybody to the page of their work."""
    roles = signed_in().roles
    for role, endpoint in LANDING.items():
        if role in roles:
            return redirect(url_for(endpoint))
    return redirect(url_for("access.profile"))


@bp.get("/healthz")
@require(Permission.HEALTH_READ_LIVENESS, unless_anonymous=True)
def healthz() -> ResponseReturnValue:
    """Say that the product answers, and its database too."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
