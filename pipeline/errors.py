"""Errors that a user is meant to read: which file, where, what was expected, what to do."""

from __future__ import annotations


class BrokernotesError(Exception):
    """Base of every error that the pipeline raises on purpose. `str(error)` is the whole message for a person."""


class ConfigurationError(BrokernotesError):
    """Settings, vocabulary or command line cannot be used as given (exit code 3)."""


class UnreadableNoteError(BrokernotesError):
    """A note cannot be read at all; it becomes a `failed` row of `reports` and the run goes on (exit code 2)."""

    def __init__(self, name: str, found: str, expected: str, remedy: str, *, check: str = "unreadable") -> None:
        super().__init__(f"{name}: {found}; expected {expected}; {remedy}")
        self.name, self.found, self.expected, self.remedy, self.check = name, found, expected, remedy, check


class UnstorableValueError(BrokernotesError):
    """A value does not fit its column: the pipeline's fault, and never a reason to cut or round it."""

    def __init__(self, column: str, value: object, why: str) -> None:
        super().__init__(f"{column}: cannot store {value!r}: {why}")
        self.column, self.value = column, value


class StorageError(BrokernotesError):
    """The datasets cannot be written where they are to be; what stood there before is whole."""


class WorkersError(BrokernotesError):
    """The processes that read notes do not live long enough to read one."""
