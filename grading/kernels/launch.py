"""Start one fenced kernel: the program that a kernel manager runs as a child.

It gets its settings on standard input and answers on standard output: ``fenced`` when the fence is
closed and the kernel is about to run, or what went wrong. It never runs a kernel after a failure.
Run as a file with ``python -I``, so that neither the environment nor the folder changes what it is.
"""

import os
import sys
import traceback
from pathlib import Path

READY = b"fenced\n"


def main() -> None:
    """Fence this process in and become a kernel. Ends the process on any failure."""
    report = os.dup(1)
    try:
        _become_kernel(report)
    except BaseException:
        os.write(report, traceback.format_exc().encode())
        os._exit(98)


def _become_kernel(report: int) -> None:
    home = str(Path(__file__).resolve().parents[2])
    if home not in sys.path:
        sys.path.append(home)
    dumped = sys.stdin.buffer.read()
    from grading.kernels.settings import Settings

    settings = Settings.load(dumped)
    _leave_standard_streams()
    sys.path.extend(entry for entry in settings.packages if entry not in sys.path)
    from grading.kernels import fence

    fence.confine(settings, keep=report)
    from grading.kernels import kernel_app

    app = kernel_app.make(settings.folder, plant_startup="startup" in settings.without)
    fence.seal(settings)
    if settings.materials is not None:
        sys.path.append("")  # Modules may be among them; they stand in for no installed one.
    os.write(report, READY)
    os.close(report)
    app.start()
    # Nothing of ours is left to save, and at exit libraries would only meet the fence.
    os._exit(0)


def _leave_standard_streams() -> None:
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.close(nothing)


if __name__ == "__main__":
    main()
