"""What a run has found: tables to read, where it breaks, and the figures that were promised."""

from dataclasses import asdict
from typing import Any

from benchmarks import figures
from benchmarks.classroom import floors
from benchmarks.goals import CLASS as GOALS
from benchmarks.goals import met

# PSS of the server of Kolibri 0.19.5, measured on a machine like this one.
KOLIBRI_MB = 132
# A laptop with 4 GB leaves about this much to the lab (MB), and an answer may take this long (ms).
LAPTOP_MB = 3200
PATIENT_MS = 60


def tell(found: Any, plan: Any) -> None:
    """Print everything; the last line is one JSON object."""
    _openings(found, plan)
    _answers(found, plan)
    _memory(found)
    print("In Chromium at 360×640; requests that its cache answers are not counted\n")
    figures.table(["visit", "requests", "kB", "asked outside"], found.weights.rows)
    print("Floors: what this machine needs for each alone, in milliseconds\n")
    figures.table(["", "median / p95"], floors.rows(found.floors))
    breaking = list(_breaking(found))
    print("Where it breaks\n" + "".join(f"- {line}\n" for line in breaking))
    promised = _promised(found)
    print("What was promised\n")
    figures.table(
        ["figure", "goal", "measured", ""],
        [[g.name, g.told, promised[g.name], met(g, promised[g.name])] for g in GOALS],
    )
    figures.finish("classroom", {**promised, **_grown(found), "plan": asdict(plan)})


def _openings(found: Any, plan: Any) -> None:
    print(f"Seconds until a lesson is open, when all open within {plan.within:g} s: median / p95\n")
    figures.table(
        ["learners", "built", "plain file server", "live", "stock Voilà", "live, CPU each"],
        [
            [
                size,
                found.built[size].told,
                found.plain[size].told,
                found.live[size].told,
                found.stock[size].told,
                f"{found.live[size].cpu / size:.3f}, stock {found.stock[size].cpu / size:.3f}",
            ]
            for size in found.live
        ],
    )
    print(f"The first live lesson after a start of the lab: {found.first_live:.2f} s\n")


def _answers(found: Any, plan: Any) -> None:
    print(f"Milliseconds until an answer is acknowledged, one each {plan.think:g} s: median / p95")
    head = [
        "learners",
        "answers/s",
        "acknowledged",
        "longest",
        "drawing",
        "cores: lab, phones",
        "CPU each",
    ]
    for title, rows in {
        "with a built lesson": found.answers,
        "with a live lesson, a program run before each answer": found.live_answers,
        "all phones come back with 20 answers each": found.bursts,
    }.items():
        print(f"\n{title}")
        figures.table(head, [each.row for each in rows.values()])


def _memory(found: Any) -> None:
    print("MB held = PSS less clean file pages, of all processes\n")
    states = {"idle": found.idle}
    for name in ("built", "live", "stock"):
        states |= {f"{size} {name}": each.held for size, each in getattr(found, name).items()}
    rows = [
        [name, held.processes, f"{held.held / 1e6:.0f}", f"{held.pss / 1e6:.0f}", held.told]
        for name, held in states.items()
    ]
    rows.append(["Kolibri 0.19.5, server", "", "", KOLIBRI_MB, ""])
    figures.table(["state", "processes", "MB held", "MB PSS", "MB held by"], rows)


def _breaking(found: Any) -> Any:
    """Yield a sentence for each thing that runs out, from this run's own growth."""
    sizes = sorted(found.live)
    small, large = found.live[sizes[0]], found.live[sizes[-1]]
    each = (large.held.held - small.held.held) / 1e6 / max(1, large.asked - small.asked)
    base = small.held.held / 1e6 - each * small.asked
    yield (
        f"memory: a live kernel holds {each:.0f} MB and the lab {base:.0f} MB, so {LAPTOP_MB} MB "
        f"are full with {(LAPTOP_MB - base) / each:.0f} live lessons"
    )
    if len(large.seconds) > 1:
        rate = len(large.seconds) / max(large.seconds)
        yield (
            f"processor: {rate:.1f} live lessons open each second, so the last of "
            f"{large.asked} waits {max(large.seconds):.1f} s"
        )
    burst = max(each.per_s for each in found.bursts.values())
    yield f"one writer: {burst:.0f} answers each second; more than that wait"
    late = [
        f"{n} ({kind})"
        for kind, rows in (("built", found.answers), ("live", found.live_answers))
        for n, each in rows.items()
        if figures.p95(each.ack) * 1000 > PATIENT_MS
    ]
    yield f"later than {PATIENT_MS} ms (p95) acknowledged: {', '.join(late) or 'no class here'}"
    for kind in ("live", "stock"):
        for size, each in getattr(found, kind).items():
            if each.failed:
                yield f"{kind}, {size}: {len(each.failed)} never opened ({each.failed[0]})"


def _promised(found: Any) -> dict[str, float]:
    stock, weights = found.stock[30].p95, found.weights
    return {
        "live_open_p95_ratio": round(stock / found.live[30].p95, 1),
        "open_p95_ratio": round(stock / found.built[30].p95, 1),
        "first_visit_bytes": weights.built.received,
        "first_visit_requests": weights.built.requests,
        "second_visit_bytes": weights.built_again.received,
        "live_first_visit_requests": weights.live.requests,
        "live_first_visit_bytes": weights.live.received,
        "pss_mb_60_built": round(found.built[60].held.held / 1e6),
        "pss_mb_60_live": round(found.live[60].held.held / 1e6),
        "ack_p95_ms": round(figures.p95(found.answers[60].ack) * 1000, 1),
        "burst_per_s": round(found.bursts[60].per_s),
        "lost": found.killed.lost + found.cut.lost,
    }


def _grown(found: Any) -> dict[str, Any]:
    kinds = ("built", "live", "stock", "plain", "answers", "live_answers", "bursts")
    return {
        **{
            kind: {size: each.figures() for size, each in getattr(found, kind).items()}
            for kind in kinds
        },
        "visits": found.weights.figures(),
        "idle": found.idle.figures(),
        "first_live_s": round(found.first_live, 2),
        "killed": asdict(found.killed),
        "power_cut": asdict(found.cut),
        "floors_ms": {
            name: round(figures.median(took) * 1000, 3) for name, took in found.floors.items()
        },
        "breaking": list(_breaking(found)),
    }
