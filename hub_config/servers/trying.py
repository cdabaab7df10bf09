"""Run in a sandbox: ends well where a kernel gets all its fences, else says on stderr why not."""

import sys

from grading.kernels import FenceReport, probe


def need_all_fences(report: FenceReport) -> None:
    """End this process unless a kernel gets every fence that we have."""
    if not report.sufficient:
        sys.exit(" ".join(report.problems))
    if not report.namespaces:
        sys.exit(f"Kernels get no namespaces of their own there: {report.without_namespaces}")


if __name__ == "__main__":
    need_all_fences(probe())
