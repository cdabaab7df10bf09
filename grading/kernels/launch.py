"""Start one fenced kernel: the program that a kernel manager runs where none is forked.

Its standard input is the channel of ``becoming``. Run as a file with ``python -I``, so that
neither the environment nor the folder changes what it is.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    from grading.kernels.becoming import become

    become(os.dup(0))
