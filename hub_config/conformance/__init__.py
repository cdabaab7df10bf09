"""The contract that every question type and widget meets, shipped or a stranger's.

``conformance.of(kind)`` tries all of it in this environment, with the plugin's own example: first
what can be seen without a browser, then the built page in a real one.
"""

from hub_config.conformance.contract import of
from hub_config.conformance.outcome import Outcome

__all__ = ["Outcome", "of"]
