"""A deadline as a teacher writes it, in the laptop's own time."""

import re
from datetime import datetime, timedelta

from hub_config.control.errors import OperationError

_AFTER = re.compile(r"\+(\d{1,4})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read_due(text: str, now: datetime | None = None) -> datetime:
    """Return the moment that ``text`` means, with the laptop's time zone.

    ``2026-12-01 12:00`` (a date alone: until the end of that day), or from now on ``+2d``,
    ``+3h``, ``+45m``. ``now`` is for whoever wants to count from elsewhere. Raises OperationError.
    """
    text = text.strip()
    after = _AFTER.fullmatch(text)
    try:
        if after:
            start = now or datetime.now().astimezone()
            moment = start + timedelta(**{_UNITS[after[2]]: int(after[1])})
            return moment.replace(second=0, microsecond=0)
        moment = datetime.fromisoformat(text)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            moment = moment.replace(hour=23, minute=59)
        return moment.astimezone()
    except (ValueError, OverflowError) as error:
        raise OperationError(
            f"“{text[:40]}” is no deadline. Write it as 2026-12-01 12:00 (this laptop's time), or "
            "+2d, +3h, +45m from now."
        ) from error
