"""What runs: the one-laptop lab, the classroom service and the command line."""

import grading  # noqa: F401 (so that every program of ours starts as fast as it says)
