"""The errors of the exchange: sentences for the person who hands in or collects."""


class ExchangeTrouble(Exception):
    """Something did not go through; the message says what, and what to do."""


class UploadRefused(ExchangeTrouble):
    """A file or a folder is not taken, for the reason given; nothing of it is kept."""


class Unreachable(ExchangeTrouble):
    """The classroom did not answer, or refused; ``status`` is HTTP's, 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
