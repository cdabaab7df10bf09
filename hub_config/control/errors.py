"""The error of an operation: a sentence for the person at the keyboard."""


class OperationError(Exception):
    """The operation was refused and nothing was changed; ``details`` are lines for a list."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []
