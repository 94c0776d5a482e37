"""Drafts that the browser keeps: the server says when one has been sent."""

from flask import flash


def draft_sent(key: str) -> None:
    """Have the browser forget the draft of a form, once what it held is saved.

    Call it after the commit, with the key given to post_form(draft=…).
    """
    flash(key, "draft-sent")
