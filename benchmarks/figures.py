"""Medians, 95th percentiles, a table to read, and one JSON object as the last line."""

import json
import math
import os
import platform
import statistics
from collections.abc import Sequence
from typing import Any


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile by nearest rank: with fewer than 20 values, the largest."""
    ranked = sorted(values)
    return ranked[math.ceil(0.95 * len(ranked)) - 1]


def both(values: Sequence[float], digits: int = 2) -> str:
    """Return "median / p95" for a table."""
    return f"{median(values):.{digits}f} / {p95(values):.{digits}f}"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a header, in columns."""
    lines = [list(map(str, header)), *(list(map(str, row)) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    print()


def finish(name: str, figures: dict[str, Any]) -> None:
    """Print what was measured as one line of JSON, with the machine and its load."""
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "load_at_end": round(os.getloadavg()[0], 1),
    }
    print(json.dumps({"benchmark": name, "machine": machine, **figures}, ensure_ascii=False))
