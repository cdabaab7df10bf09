"""Run Formgrader; the classroom starts ``python -m hub_config.formgrader DOOR READY``.

``DOOR`` is the number of an open listening socket, ``READY`` of a pipe that gets one byte when
the service answers.
"""

import logging
import os
import socket
import sys
from pathlib import Path

from grading.kernels import protect_process
from hub_config.lab.folder import Folder

if __name__ == "__main__":
    protect_process()
    logging.basicConfig(format="[%(levelname)s %(asctime)s %(name)s] %(message)s")
    door, ready = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    door.set_inheritable(False)
    os.set_inheritable(ready, False)

    from hub_config.formgrader.service import serve

    serve(Folder(Path(os.environ["LEARNING_PASSPORT_DATA"])), door, ready)
