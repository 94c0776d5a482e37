"""Letters about an account; they leave after the commit, never before it."""

from flask_security.recoverable import send_reset_password_instructions

from pncrecruit.access.models import User


def send_link(user: User) -> None:
    """Send the link that lets the owner of an account choose a password."""
    send_reset_password_instructions(user)  # type: ignore[no-untyped-call]
