"""How dates, numbers, names and identity numbers are written in templates."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.numbers import format_currency
from flask import Flask

from pncrecruit.web.catalogue import gettext, words

GUATEMALA = ZoneInfo("America/Guatemala")
NOTHING = "–"

Number = int | float | Decimal


def as_date(value: date | datetime | None) -> str:
    """Write a day as dd/mm/yyyy; an instant falls on its day in Guatemala."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = local(value).date()
    return _day(value)


@lru_cache(maxsize=4096)  # a list says the same few days again and again
def _day(value: date) -> str:
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def as_datetime(value: datetime | None) -> str:
    """Write an instant as dd/mm/yyyy hh:mm, in Guatemala's time."""
    if value is None:
        return NOTHING
    here = local(value)
    return f"{as_date(here)} {here.hour:02}:{here.minute:02}"


def local(value: datetime) -> datetime:
    """Return an instant in Guatemala's time; one without zone is UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(GUATEMALA)


def number(value: Number | None, digits: int = 0) -> str:
    """Write a number with its thousands set apart: 12,345.6."""
    if value is None or _undefined(value):
        return NOTHING
    # The same in both languages, and a tie goes to the even digit, as Babel has it.
    if isinstance(value, int) and not digits:
        return f"{value:,}"
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return f"{exact:,.{digits}f}"


def bounded(value: int, limit: int = 1000) -> str:
    """Write a count that was not taken further than a limit: 1,000+."""
    return f"{number(limit)}+" if value > limit else number(value)


def share(value: Number | None, digits: int = 1) -> str:
    """Write a share between 0 and 1 in percent: 35.2 %."""
    if value is None or _undefined(value):
        return NOTHING
    return f"{number(float(value) * 100, digits)}\N{NO-BREAK SPACE}%"


def interval(low: Number | None, high: Number | None, digits: int = 1) -> str:
    """Write an interval of shares: 62.0 to 70.1 %."""
    if low is None or high is None or _undefined(low) or _undefined(high):
        return NOTHING
    text = gettext(
        "%(low)s to %(high)s",
        low=number(float(low) * 100, digits),
        high=share(high, digits),
    )
    return str(text)


def quetzal(value: Number | None, digits: int = 2) -> str:
    """Write an amount in quetzales: Q1,234.50."""
    if value is None or _undefined(value):
        return NOTHING
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    text = format_currency(
        value, "GTQ", format=pattern, locale="es_GT", currency_digits=False
    )
    return str(text)


def cui(value: str | None) -> str:
    """Write a CUI as it is printed on the card: 2222 33333 0101."""
    if not value:
        return NOTHING
    return f"{value[:4]} {value[4:9]} {value[9:]}".strip()


def masked_cui(value: str | None) -> str:
    """Write a CUI of which digits 5 to 9 alone are shown."""
    if not value:
        return NOTHING
    shown = "".join(
        digit if 4 <= place <= 8 else "•" for place, digit in enumerate(value)
    )
    return cui(shown)


def phone(value: str | None) -> str:
    """Write a telephone number: 5123 4567, or with its country if it is another's."""
    if not value:
        return NOTHING
    try:
        parsed = phonenumbers.parse(value, "GT")
    except phonenumbers.NumberParseException:
        return value
    home = parsed.country_code == phonenumbers.country_code_for_region("GT")
    style = phonenumbers.PhoneNumberFormat
    return str(
        phonenumbers.format_number(
            parsed, style.NATIONAL if home else style.INTERNATIONAL
        )
    )


def name_order(
    given: str | None, surnames: str | None, *, surname_first: bool = True
) -> str:
    """Write a name as lists do, surnames first: "Tzul Ixcoy, María Elena"."""
    parts = [part.strip() for part in (surnames, given) if part and part.strip()]
    if not parts:
        return NOTHING
    return ", ".join(parts) if surname_first else " ".join(reversed(parts))


def _undefined(value: Number) -> bool:
    return not math.isfinite(value)


def page_language() -> str:
    """Return the language of the page, for its lang attribute."""
    return words().language


FILTERS: dict[str, Callable[..., str]] = {
    "date": as_date,
    "datetime": as_datetime,
    "number": number,
    "bounded": bounded,
    "share": share,
    "interval": interval,
    "quetzal": quetzal,
    "cui": cui,
    "masked_cui": masked_cui,
    "phone": phone,
    "name_order": name_order,
}


def install(app: Flask) -> None:
    """Give templates FILTERS by their names, and page_language()."""
    app.add_template_global(page_language)
    app.jinja_env.filters.update(FILTERS)
