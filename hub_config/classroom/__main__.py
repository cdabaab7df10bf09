"""Start the classroom service; JupyterHub runs ``python -m hub_config.classroom``."""

import sys

from hub_config.classroom.identity import take_hub_environment

# Seconds after which the thread that answers lets the one that writes go on, and the other way
# round. Python's own 5 ms are what an answer may take in all.
SWITCH = 0.0005

if __name__ == "__main__":
    sys.setswitchinterval(SWITCH)
    told = take_hub_environment()  # before anything that might start a process is imported

    from hub_config.classroom.app import Classroom

    Classroom.told_by_hub = told
    Classroom.launch_instance(argv=[])
