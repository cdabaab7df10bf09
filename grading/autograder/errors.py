"""What goes wrong with an assignment's grading, in a sentence for the person who can act."""


class GradingError(Exception):
    """Nothing was done, or not all; the message names the assignment and what to do."""
