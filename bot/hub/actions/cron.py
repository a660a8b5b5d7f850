"""When a schedule is due: POSIX cron in UTC, as `on.schedule` takes it.

Source: pubs.opengroup.org, "crontab"; docs.github.com, "Events that trigger workflows", schedule
(no `@daily` and the like).
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES = {
    **{name: str(number) for number, name in enumerate(_MONTHS, 1)},
    **{name: str(number) for number, name in enumerate(_DAYS)},
}
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

Fields = tuple[frozenset[int], ...]


def due_between(cron: str, after: datetime, until: datetime) -> bool:
    """Whether a minute after one moment and up to another is due."""
    fields = read(cron)
    at = after.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    while at <= until:
        if not _day_fits(fields, at):
            at = datetime.combine(at.date() + _DAY, time(), UTC)
        elif at.minute in fields[0] and at.hour in fields[1]:
            return True
        else:
            at += _MINUTE
    return False


@lru_cache(maxsize=64)
def read(cron: str) -> Fields:
    """The numbers that each of the five fields means; ValueError for what is no such line."""
    found = cron.split()
    return tuple(_numbers(field, *bounds) for field, bounds in zip(found, _RANGES, strict=True))


def _day_fits(fields: Fields, at: datetime) -> bool:
    """Where both the day of the month and that of the week are limited, either will do."""
    _, _, days, months, weekdays = fields
    by_day, by_weekday = at.day in days, at.isoweekday() % 7 in weekdays
    either = len(days) < 31 and len(weekdays) < 7  # noqa: PLR2004 - as many as there are
    return at.month in months and (by_day or by_weekday if either else by_day and by_weekday)


def _numbers(field: str, low: int, high: int) -> frozenset[int]:
    """`*`, numbers, names, ranges, lists and steps."""
    found: set[int] = set()
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = low if span == "*" else int(_NAMES.get(first, first))
        open_end = span == "*" or (step and not dash)
        end = high if open_end else int(_NAMES.get(last, last) or begin)
        found.update(range(begin, end + 1, int(step or 1)))
    if not found or min(found) < low or max(found) > high:
        raise ValueError(f"{field} is not within {low}-{high}")
    return frozenset(found)
