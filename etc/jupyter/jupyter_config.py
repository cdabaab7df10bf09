"""`nbgrader --config FILE` reads no nbgrader_config.py, but this: the fence is put up here too.

Every Jupyter application reads this file; for others than nbgrader it does nothing.
"""

import sys

if "nbgrader" in sys.modules:
    load_subconfig("nbgrader_config.py")  # noqa: F821 (traitlets knows it here; the file beside)
