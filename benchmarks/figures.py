"""Medians, 95th percentiles, a table to read, and one JSON object as the last line."""

import json
import math
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

_LOAD_AT_START = round(os.getloadavg()[0], 1)


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


def machine() -> dict[str, Any]:
    """Return what a figure depends on: processor, memory, system, and what else ran."""
    return {
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "load_at_start": _LOAD_AT_START,
        "load_at_end": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def finish(name: str, figures: dict[str, Any]) -> None:
    """Print what was measured as one line of JSON, with the machine and its load."""
    told = {"benchmark": name, "machine": machine(), **figures}
    print(json.dumps(told, ensure_ascii=False))
