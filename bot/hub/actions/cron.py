"""When a schedule is due: POSIX cron in UTC, as `on.schedule` takes it."""

from datetime import UTC, datetime, timedelta

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def due_between(cron: str, after: datetime, until: datetime) -> bool:
    """Whether a minute after one moment and up to another is due; at most a day is looked at."""
    fields = [_numbers(field, *bounds) for field, bounds in zip(cron.split(), _RANGES, strict=True)]
    at = max(after, until - _DAY).astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    while at <= until:
        if _fits(fields, at):
            return True
        at += _MINUTE
    return False


def _fits(fields: list[frozenset[int]], at: datetime) -> bool:
    minute, hour, day, month, weekday = fields
    return (
        at.minute in minute
        and at.hour in hour
        and at.day in day
        and at.month in month
        and at.isoweekday() % 7 in weekday
    )


def _numbers(field: str, low: int, high: int) -> frozenset[int]:
    """`*`, numbers, ranges, lists and steps."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = low if span == "*" else int(first)
        end = high if span == "*" or (step and not dash) else int(last or first)
        found.update(range(begin, end + 1, int(step or 1)))
    return frozenset(found)
