"""A roster file becomes the roster: who is new, who stays, who comes back, who no longer comes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select, update

from grading.roster import classes, people, words
from grading.roster.files import Row as Line
from grading.roster.files import read
from grading.roster.tables import class_, person
from lp_widgets import locales

__all__ = ["Change", "Plan", "apply", "plan", "read"]


@dataclass(frozen=True)
class Change:
    """One learner of a plan: ``account`` is empty when new, ``line`` is 0 when missing."""

    name: str
    locale: str
    class_name: str
    account: str = ""
    line: int = 0


@dataclass(frozen=True)
class Plan:
    """What an import will do. The file is the whole truth about learners; teachers are not in it.

    ``added`` are new; ``kept`` stay as they are; ``changed`` are kept with another locale;
    ``returned`` were inactive and may sign in again; ``deactivated`` are missing in the file and
    may not sign in, but all their work is kept. ``classes`` are the new classes. ``notes`` are
    sentences for the person who imports.
    """

    added: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    returned: list[Change] = field(default_factory=list)
    deactivated: list[Change] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain data (JSON)."""
        return asdict(self)


def plan(connection: Connection, rows: Sequence[Line]) -> Plan:
    """Return what ``apply`` would do with ``rows``; changes nothing.

    n rows of one name and class stand for n children: they are matched to the n that are known,
    by locale first, then the active ones, then the older ones.
    """
    known: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    names = {row.id: row.name for row in connection.execute(select(class_))}
    by_spelling = {words.same(name): name for name in names.values()}
    learners = select(person).where(person.c.role == "learner").order_by(person.c.ordinal)
    for row in connection.execute(learners):
        known[words.same(names[row.class_id]), row.name].append(row)
    wanted: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in rows:
        wanted[words.same(line.class_name), line.name].append(line)

    result = Plan()
    for key, lines in wanted.items():
        class_name = by_spelling.get(key[0], lines[0].class_name)
        if key[0] not in by_spelling and class_name not in result.classes:
            result.classes.append(class_name)
        _match(result, lines, known.pop(key, []), class_name)
    for rest in known.values():
        result.deactivated.extend(
            Change(row.name, row.locale, names[row.class_id], row.account)
            for row in rest
            if row.active
        )
    _remark(result)
    return result


def apply(connection: Connection, planned: Plan) -> None:
    """Do what ``planned`` says, inside the caller's transaction, which must be the plan's own."""
    for name in planned.classes:
        classes.add(connection, name)
    ids = {
        words.same(row.name): row.id
        for row in connection.execute(select(class_.c.id, class_.c.name))
    }
    for change in planned.added:
        people.add_learner(
            connection, change.name, change.locale, ids[words.same(change.class_name)]
        )
    for change in planned.changed:
        connection.execute(
            update(person).where(person.c.account == change.account).values(locale=change.locale)
        )
    for change in planned.returned:
        connection.execute(
            update(person)
            .where(person.c.account == change.account)
            .values(active=True, locale=change.locale, changed=person.c.changed + 1)
        )
    for change in planned.deactivated:
        connection.execute(
            update(person)
            .where(person.c.account == change.account)
            .values(active=False, changed=person.c.changed + 1)
        )


def _match(result: Plan, lines: list[Line], rows: list[Row[Any]], class_name: str) -> None:
    """Give each of ``lines`` (equal name and class) its person, and sort both into ``result``."""
    free = sorted(rows, key=lambda row: (not row.active, row.ordinal))
    pairs: list[tuple[Line, Row[Any] | None]] = []
    late = []
    for line in lines:
        own = next((row for row in free if row.locale == line.locale), None)
        if own is None:
            late.append(line)
        else:
            free.remove(own)
            pairs.append((line, own))
    pairs += [(line, free.pop(0) if free else None) for line in late]
    for line, row in sorted(pairs, key=lambda pair: pair[0].line):
        account = row.account if row is not None else ""
        change = Change(line.name, line.locale, class_name, account, line.line)
        if row is None:
            result.added.append(change)
        elif not row.active:
            result.returned.append(change)
        elif row.locale != line.locale:
            result.changed.append(change)
        else:
            result.kept.append(change)
    gone = [Change(row.name, row.locale, class_name, row.account) for row in free if row.active]
    result.deactivated.extend(gone)
    if gone and len({row.locale for row in rows}) < len(rows):
        result.notes.append(
            f"More than one learner of {class_name} is called {lines[0].name}, and the file no "
            "longer has them all. The file cannot say who left: look at `roster list`, and give "
            "each a name of their own (such as “Noor H.”)."
        )


def _remark(result: Plan) -> None:
    """Add the notes that concern the whole file."""
    result.added.sort(key=lambda change: change.line)
    for gone in result.deactivated:
        moved = [new for new in result.added if new.name == gone.name]
        if len(moved) == 1:
            result.notes.append(
                f"{gone.name} is missing in {gone.class_name} and new in {moved[0].class_name}. "
                "If this is one child, then first run `roster move "
                f'{gone.account} "{moved[0].class_name}"`, so that the work goes along, and '
                "import again."
            )
    without = sorted(_untranslated(change.locale for change in result.added))
    if without:
        result.notes.append(
            f"There is no translation for {', '.join(without)} yet: these learners see English."
        )


def _untranslated(tags: Iterable[str]) -> set[str]:
    have = set(locales.available())
    return {tag for tag in tags if not have.intersection(locales.fallbacks(tag))}
