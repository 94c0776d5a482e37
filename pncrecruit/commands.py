"""What commands ask for in the same way."""

from datetime import date, datetime

import click

from pncrecruit.db import has_come, now
from pncrecruit.errors import NotYetCome


def day_that_came(as_of: datetime) -> date:
    """Return the day given as ``--as-of``.

    Raises click.BadParameter if it has not come in Guatemala yet.
    """
    try:
        return has_come(as_of.date(), now())
    except NotYetCome as error:
        raise click.BadParameter(str(error), param_hint="--as-of") from error
