"""Files that are sent: one that is too large is told at its field.

The browser measures a file before it sends it (static/js/inputs.js). Where it did not,
and the body is larger than the server reads at all, the page of the form is given
again instead of an error page: nothing of the body was read, so nothing is changed.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_wtf.file import FileField
from markupsafe import Markup

from pncrecruit.errors import DomainError
from pncrecruit.web.form import Form
from pncrecruit.web.said import said

View = TypeVar("View", bound=Callable[..., Any])


class UploadField(FileField):  # type: ignore[misc]
    """A file of at most so many bytes, and what a rule says of a larger one."""

    def __init__(
        self,
        label: str,
        validators: Any = None,
        *,
        largest: int,
        refusal: Callable[[], DomainError],
        **options: Any,
    ) -> None:
        """Keep the limit, in bytes, and how the refusal of a larger file is made."""
        super().__init__(label, validators, **options)
        self.largest, self.refusal = largest, refusal

    def __call__(self, **given: Any) -> Markup:
        """Draw the field with its limit and the words of its refusal."""
        told = {"data-largest": self.largest, "data-too-large": said(self.refusal())}
        drawn: Markup = super().__call__(**(told | given))
        return drawn


class UploadForm(Form):
    """A form whose first file says so if what was sent was too large to be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Refuse the file of a body that nobody read."""
        super().__init__(*args, **kwargs)
        if g.pop("body_too_large", False):
            field = next(one for one in self if isinstance(one, UploadField))
            self.refuse(field.refusal())
            self.refusal_status = 413


def takes_files(view: View) -> View:
    """Declare that the page of a view has an UploadForm."""
    declared: Any = view
    declared.takes_files = True
    return view


def install(app: Flask) -> None:
    """Give the form again to whom sends a file that is larger than is read at all."""

    @app.before_request
    def unread() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        most = request.max_content_length
        if (
            getattr(view, "takes_files", False)
            and request.method == "POST"
            and most is not None
            and (request.content_length or 0) > most
        ):
            g.body_too_large = True
            request.method = "GET"
