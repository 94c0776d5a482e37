"""What follows when a second person was asked: the same on every page."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.models import Approval
from pncrecruit.web.sessions import commit_and_say


def to_approval(approval: Approval) -> ResponseReturnValue:
    """Keep the request, say so, and go to its page."""
    commit_and_say(gettext("A second person is asked to approve it."))
    address = url_for("access.approval", approval_id=approval.public_id)
    return redirect(address, code=303)
