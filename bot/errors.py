"""The one exception root: every failure a person can cause has an id, a cure and an exit code."""

from __future__ import annotations


class SlipwayError(Exception):
    """A failure with a message for people: what, the value, the cure, and a stable id.

    ``exit_code`` is fixed for each class: 1 problems found, 2 usage or configuration,
    3 GitHub unavailable (try again), 70 a bug or a write that went wrong.
    """

    exit_code = 70

    def __init__(self, id: str, what: str, cure: str) -> None:  # noqa: A002  the field's word for it
        super().__init__(f"{what}; {cure} [{id}]")
        self.id = id
        self.what = what
        self.cure = cure


class ProblemsFoundError(SlipwayError):
    """Documents have problems, or a command was refused."""

    exit_code = 1


class UsageError(SlipwayError):
    """The call or the configuration cannot be right."""

    exit_code = 2


class UnavailableError(SlipwayError):
    """GitHub did not answer, or does not agree with itself yet: try again later."""

    exit_code = 3


class BugError(SlipwayError):
    """The bot itself went wrong; what it was at work on is named, and the next goes on."""

    exit_code = 70

    @classmethod
    def of(cls, error: Exception, at_work_on: str) -> BugError:
        """Name where an unforeseen exception came from, without a traceback."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        file = trace.tb_frame.f_code.co_filename.rpartition("/")[2] if trace else "?"
        place = f"{file}:{trace.tb_lineno if trace else 0}"
        return cls("bug", f"{type(error).__name__} at {place} ({at_work_on})", "report it")


class IntegrityError(SlipwayError):
    """What stands on main is not what the bot computed."""

    exit_code = 70
