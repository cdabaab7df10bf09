"""An hour's class in minutes, and what must be true at its end.

``python -m tests.soak [--minutes 8] [--learners 60] [--pages 3] [--seed 1] [--short]``

The last line is one JSON object; the exit status is 1 when a check fails.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import figures
from tests.e2e.homework import BARREL
from tests.e2e.lab import RunningLab
from tests.soak import checks, leftovers, logs, vitals
from tests.soak.checks import Check
from tests.soak.hour import Plan, Seen, spend
from tests.soak.mischief import CLOSES_ALL

# Below this, in seconds, the undisturbed part is too short to say whether memory grows.
_LONG_ENOUGH = 120
_MORE_FILES_AT_REST = 10


def main() -> int:
    """Run it; return the exit status."""
    plan = _arguments()
    leftovers.adopt_orphans()
    # Sockets' paths must be short, so not in whatever folder somebody else calls temporary.
    folder = Path(tempfile.mkdtemp(prefix="lp-soak-", dir="/tmp"))
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    lab = RunningLab(folder, plan.roster(), environment=environment)
    seen = Seen()
    print(f"{plan}\nkills: " + ", ".join(f"{k.victim} at {k.at:.0f} s" for k in plan.kills) + "\n")
    try:
        lab.start()
        for name in ("First", *plan.names[0], *plan.names[1]):
            lab.pin(name)
        lab.run("assignment", "release", BARREL)
        asyncio.run(spend(plan, lab, seen))
        lab.run("assignment", "autograde", BARREL)
        lab.stop()
        found = _judge(lab, seen, temporary)
        _report(plan, lab, seen, found)
        if all(each.passed for each in found):
            shutil.rmtree(folder)
            return 0
        return 1
    finally:
        lab.stop()
        if folder.exists():
            print(f"its folder is kept: {folder}", file=sys.stderr)


def _arguments() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--pages", type=int, default=3, help="learners in a real browser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--short", action="store_true", help="kill service and proxy once, and nothing else"
    )
    given = parser.parse_args()
    return Plan(given.seed, given.minutes * 60, given.learners, given.pages, not given.short)


def _judge(lab: RunningLab, seen: Seen, temporary: Path) -> list[Check]:
    time.sleep(1)  # what is told to end by its parent's end needs a moment
    assert lab.process is not None
    code = lab.process.returncode
    return [
        *checks.of_answers(lab, seen.ledger),
        *checks.of_hand_ins(lab, seen.ledger),
        checks.of_databases(lab),
        checks.none_of("no kernel outlives its learner's sign-out", seen.kernels),
        Check("the lab stops when it is asked to", code == 0, f"exit status {code}"),
        checks.none_of("no process is left over", leftovers.processes(lab)),
        checks.none_of("no folder or socket is left over", leftovers.files(lab, temporary)),
        _of_files_at_rest(seen),
        _of_growth(seen),
        _of_crashes(lab, seen),
        checks.none_of("no unexpected line in the logs", logs.unexpected(lab)),
        checks.none_of("nothing surprised a learner", seen.ledger.surprises),
    ]


def _of_crashes(lab: RunningLab, seen: Seen) -> Check:
    caused = seen.ledger.deeds[f"program: {CLOSES_ALL}"]
    found = logs.crashes(lab)
    told = f"{found} crashed, {caused} times a program closed every file"
    return Check("no kernel crashes that no program made crash", found <= caused, told)


def _of_files_at_rest(seen: Seen) -> Check:
    name = f"open files at rest as before (± {_MORE_FILES_AT_REST})"
    first, last = seen.rest
    if not first:
        return Check(name, True, "not looked at: only root may")
    counts = {part: (files.total(), last[part].total()) for part, files in first.items()}
    told = ", ".join(f"{part} {before} → {after}" for part, (before, after) in counts.items())
    more = {part: dict(last[part] - files) for part, files in first.items()}
    told += "".join(f"; {part} has more: {files}" for part, files in more.items() if files)
    kept = all(after - before <= _MORE_FILES_AT_REST for before, after in counts.values())
    return Check(name, kept, told)


def _of_growth(seen: Seen) -> Check:
    tolerance = f"{vitals.TOLERANCE:.0%} + {vitals.MORE_BYTES / 1e6:.0f} MB, "
    tolerance += f"{vitals.MORE_DESCRIPTORS} files"
    name = f"memory and open files have stopped growing (± {tolerance})"
    grown = vitals.growth(seen.samples, *seen.calm)
    told = "; ".join(map(str, grown))
    calm = seen.calm[1] - seen.calm[0]
    if calm < _LONG_ENOUGH:
        return Check(name, True, f"{calm:.0f} s without a kill are too short to judge; {told}")
    stopped = len(grown) == len(vitals.WATCHED) and all(each.stopped for each in grown)
    return Check(name, stopped, told)


def _report(plan: Plan, lab: RunningLab, seen: Seen, found: list[Check]) -> None:
    ledger = seen.ledger
    figures.table(["deed, or what came of it", "times"], sorted(ledger.deeds.items()))
    figures.table(["status of", "times"], sorted(ledger.statuses.items()))
    figures.table(["kernels that ended, exit code", "times"], sorted(logs.ends(lab).items()))
    figures.table(
        ["killed", "at, s", "all answers again after, s"],
        [[r.kill.victim, f"{r.kill.at:.0f}", f"{r.seconds:.1f}"] for r in seen.recoveries],
    )
    print(f"acknowledged after, ms, median / p95: {_milliseconds(ledger.waits)}\n")
    marks = {True: "yes", False: "NO "}
    for each in found:
        print(f"{marks[each.passed]}  {each.name}\n     {each.found}")
    print()
    figures.finish(
        "soak",
        {
            "seed": plan.seed,
            "minutes": plan.seconds / 60,
            "learners": plan.learners,
            "pages": plan.pages,
            "kills": len(seen.recoveries),
            "slowest_recovery_s": round(max(each.seconds for each in seen.recoveries), 1),
            "made": len(ledger.made),
            "acknowledged": len(ledger.acknowledged),
            "sent_again": sum(count > 1 for count in ledger.sent.values()),
            "ack_median_ms": round(figures.median(ledger.waits) * 1e3, 1),
            "ack_p95_ms": round(figures.p95(ledger.waits) * 1e3, 1),
            "failed": [each.name for each in found if not each.passed],
        },
    )


def _milliseconds(seconds: list[float]) -> str:
    return figures.both([each * 1e3 for each in seconds], 0)


if __name__ == "__main__":
    sys.exit(main())
