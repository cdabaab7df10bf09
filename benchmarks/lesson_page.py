"""A learner's first lesson, cold: requests, bytes and seconds, ours beside stock Voilà's.

``python -m benchmarks.lesson_page [LOADS]``
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import figures
from benchmarks.browsing import Load, chromium, load
from benchmarks.stock import voila
from tests.e2e.lab import RunningLab

USABLE = "html[data-ready]"
PROGRAM_RUNS = '.run-row .btn:not([aria-disabled="true"])'
LESSON = "services/classroom/lesson/first-steps/"
# Measured in the same way on 2 cores, first page of a fresh Kolibri 0.19.5.
KOLIBRI = {"requests": 15, "bytes": 900_000}


def cookies(lab: RunningLab, name: str) -> list[dict[str, str]]:
    """Sign ``name`` in; return the cookies for http://lab.test."""
    return [
        {"name": each.name, "value": each.value or "", "domain": "lab.test", "path": each.path}
        for each in lab.sign_in(name).cookies
    ]


def ours(browser: Browser, times: int) -> dict[str, list[Load]]:
    """Measure a running lab."""
    with tempfile.TemporaryDirectory() as folder:
        lab = RunningLab(Path(folder))
        lab.start()
        try:
            origin = f"http://lab.test:{lab.port}/"
            english, arabic = cookies(lab, "Reader en"), cookies(lab, "Reader ar")
            cases = {
                "sign-in page": (origin, "form", []),
                "home, English": (f"{origin}services/classroom/", "main", english),
                "built lesson, English": (f"{origin}{LESSON}fractions", USABLE, english),
                "built lesson, Arabic": (f"{origin}{LESSON}fractions", USABLE, arabic),
                "live lesson, English": (f"{origin}{LESSON}first-program", PROGRAM_RUNS, english),
                "live lesson, Arabic": (f"{origin}{LESSON}first-program", PROGRAM_RUNS, arabic),
            }
            return {
                name: [load(browser, url, ready, who) for _ in range(times)]
                for name, (url, ready, who) in cases.items()
            }
        finally:
            lab.stop()


def stock(browser: Browser, times: int) -> dict[str, list[Load]]:
    """Measure stock Voilà with the same text and one slider."""
    with voila() as running:
        loads = [load(browser, running.address, ".widget-slider") for _ in range(times)]
    return {"stock Voilà, English": loads}


def main(times: int) -> None:
    """Load every page ``times`` times; print the table and the figures."""
    playwright, browser = chromium()
    try:
        measured = ours(browser, times) | stock(browser, times)
    finally:
        browser.close()
        playwright.stop()
    rows, result = [], {}
    for name, loads in measured.items():
        received = [each.received for each in loads]
        seconds = [each.seconds for each in loads]
        requests = [each.requests for each in loads]
        outside = sorted({url for each in loads for url in each.outside})
        kilobytes = figures.both([size / 1000 for size in received], 0)
        rows.append(
            [name, figures.both(requests, 0), kilobytes, figures.both(seconds), len(outside)]
        )
        result[name] = {
            "requests": figures.median(requests),
            "bytes": figures.median(received),
            "bytes_p95": figures.p95(received),
            "seconds": round(figures.median(seconds), 3),
            "seconds_p95": round(figures.p95(seconds), 3),
            "outside": outside,
        }
    rows.append(["Kolibri 0.19.5, first page", KOLIBRI["requests"], "900", "", 0])
    print(f"Cold loads in Chromium at 360×640 on loopback, {times} each: median / p95\n")
    header = ["page", "requests", "kB received", "seconds until usable", "asked outside"]
    figures.table(header, rows)
    figures.finish("lesson_page", {"loads": times, "pages": result, "kolibri": KOLIBRI})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
