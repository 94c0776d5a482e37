"""When the voluntary question may be put: once, or again within the same sitting."""

from datetime import datetime, timedelta

SITTING = timedelta(minutes=30)


def may_ask(
    *,
    asked: bool,
    registered_by: int | None,
    registered_at: datetime,
    user_id: int,
    at: datetime,
) -> bool:
    """Say whether somebody may put the question to an applicant.

    Who was never asked may be asked. A slip is put right in the same sitting by whoever
    registered them; later only the applicant can, with the code of the receipt.
    """
    if not asked:
        return True
    return registered_by == user_id and at - registered_at <= SITTING
