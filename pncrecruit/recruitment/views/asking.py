"""The forms that an application's page shows: unfilled, or as they were refused."""

from uuid import uuid4

from pncrecruit.recruitment.forms.deeds import ResultForm
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.web.form import Form
from pncrecruit.web.unfilled import Unfilled


def result_form(
    refused: ResultForm | None, phase: PhaseRow, version: int
) -> ResultForm | Unfilled:
    """Return the form of the phase's result: what was refused, or a new one."""

    def offered(form: ResultForm) -> ResultForm:
        form.offer(phase)
        return form

    if refused is not None:
        return offered(refused)
    return Unfilled(
        lambda: offered(ResultForm(formdata=None)),
        ResultForm,
        phase.kind,
        phase.key,
        version=version,
        client_id=uuid4(),
    )


def unfilled(kind: type[Form]) -> Unfilled:
    """Return a form whose questions are the same for every application."""
    return Unfilled(lambda: kind(formdata=None), kind)
