"""Where nbgrader runs in this environment, notebooks run inside the fence: see grading.autograder.

Where it is told of a class, work comes and goes through that: see grading.exchange.
Read before a course's own nbgrader_config.py. Without the fence nbgrader does not go on.
"""

import os
import sys

# nbgrader looks for modules in its working folder first. That may be a submission's, so what lies
# there must not stand in for an installed module; a course's own helpers are still found.
while sys.path[:1] == [os.getcwd()]:  # noqa: PTH109 (once for each of its applications)
    sys.path.append(sys.path.pop(0))

try:
    from grading.autograder.door import install

    install()
except Exception as error:
    # nbgrader would only warn about an error in this file, and run notebooks unfenced.
    raise SystemExit(
        f"Nothing was graded: the fence for learners' programs cannot be put up: {error!r}. "
        "Install learning-passport again in this environment."
    ) from error
from grading.exchange.choose import choose  # noqa: E402

choose(get_config())  # noqa: F821 (traitlets knows it here)
