"""The failures that are expected, each with what the user can do about it."""


class TollwatchError(Exception):
    """What happened, and in `hint` what the user can do. Shown to people as it is; never holds a secret."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class SeedError(TollwatchError):
    """A file under `seeds/` or a language file is malformed; the message names file, place and reason."""
