"""The floor: what confined programs alone cost, without a gradebook or a notebook file.

``python -m benchmarks.autograde.floor COURSE JOBS`` runs the cells of every submission in fenced
kernels of their own, in as many processes as the grader has, and prints seconds a submission.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat

from benchmarks.autograde.course import NAME
from grading.autograder import warm, workers
from grading.autograder.execute import FencedExecute


def main(root: Path, jobs: int) -> None:
    """Run all that was handed in to the course at ``root``, and print."""
    source = root / "source" / NAME
    paths = sorted(root.glob(f"submitted/*/{NAME}/{NAME}.ipynb"))
    notebooks = [nbformat.read(path, as_version=4) for path in paths]
    trunks = warm.Trunks(source)

    @contextmanager
    def begin(branches: warm.Branches) -> Iterator[Callable[[int], None]]:
        branches.use()

        def run(task: int) -> None:
            execute = FencedExecute()
            execute.source = source
            execute.preprocess(notebooks[task], {})

        yield run

    list(workers.spread(jobs, jobs, trunks.branches, begin))  # until the template is warm
    began = time.perf_counter()
    list(workers.spread(len(notebooks), jobs, trunks.branches, begin))
    took = time.perf_counter() - began
    trunks.close()
    print(json.dumps(took / len(notebooks)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
