"""Everything that the command line can have done to a lab, by name; JSON in, JSON out."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grading.exchange.store import Store
from grading.kernels.folders import remove_tree
from grading.records import audit, statements
from grading.records.database import Database
from grading.records.erasure import erase as erase_record
from grading.records.files import used
from grading.roster import cards, classes, groups, importing, people, secrets
from hub_config.control import assignments  # noqa: F401 (registers its operations)
from hub_config.control.errors import OperationError
from hub_config.control.registry import OPERATIONS, READING, operation
from hub_config.lab import backup
from hub_config.lab.folder import Folder

__all__ = ["OPERATIONS", "READING", "operation"]


def hasher(folder: Folder) -> secrets.Hasher:
    """Return what hashes this lab's secrets."""
    return secrets.Hasher(secrets.pepper(folder.root))


@operation("roster.import")
def import_roster(
    folder: Folder, database: Database, *, content: str, dry_run: bool = False
) -> dict[str, Any]:
    """Make the roster file ``content`` (base64 of its bytes) the roster; return the plan."""
    rows = importing.read(base64.b64decode(content))
    if dry_run:
        with database.read() as connection:
            return importing.plan(connection, rows).as_dict()
    with database.write() as connection:
        planned = importing.plan(connection, rows)
        importing.apply(connection, planned)
    return planned.as_dict()


@operation("roster.list", writes=False)
def list_roster(
    folder: Folder, database: Database, *, class_name: str | None = None
) -> dict[str, Any]:
    """Return classes and people, without any secret."""
    with database.read() as connection:
        return {
            "classes": [asdict(each) for each in classes.list_(connection)],
            "people": [each.as_dict() for each in people.list_(connection, class_name)],
        }


@operation("roster.draw-cards", writes=False)
def draw_cards(
    folder: Folder,
    database: Database,
    *,
    class_name: str | None = None,
    accounts: list[str] | None = None,
) -> list[dict[str, Any]]:
    """Draw new secrets for the active learners; nothing counts until ``roster.keep-cards``."""
    with database.read() as connection:
        drawn = cards.draw(connection, hasher(folder), class_name, accounts)
    return [asdict(each) for each in drawn]


@operation("roster.keep-cards")
def keep_cards(folder: Folder, database: Database, *, drawn: list[dict[str, Any]]) -> None:
    """Make the secrets of ``drawn`` the ones that count; earlier cards end."""
    with database.write() as connection:
        cards.keep(connection, [cards.from_dict(each) for each in drawn])


@operation("roster.reset-pin")
def reset_pin(folder: Folder, database: Database, *, account: str) -> dict[str, Any]:
    """Give one learner a new PIN and new pictures."""
    with database.write() as connection:
        sealed = people.reset_pin(connection, hasher(folder), account)
        name = people.require(connection, account).name
    return {"name": name, "pin": sealed.pin, "pictures": list(sealed.pictures)}


@operation("roster.move")
def move(folder: Folder, database: Database, *, account: str, class_name: str) -> None:
    """Put a learner into another class."""
    with database.write() as connection:
        people.move(connection, account, class_name)


@operation("roster.join")
def join(folder: Folder, database: Database, *, account: str, class_name: str) -> None:
    """Let a learner be in one more class."""
    with database.write() as connection:
        groups.join(connection, account, class_name)


@operation("roster.leave")
def leave(folder: Folder, database: Database, *, account: str, class_name: str) -> None:
    """Take a learner out of a class that is not the own one."""
    with database.write() as connection:
        groups.leave(connection, account, class_name)


@operation("roster.group")
def set_group(
    folder: Folder, database: Database, *, class_name: str, name: str, accounts: list[str]
) -> dict[str, Any]:
    """Make a group of a class, or give it other members."""
    with database.write() as connection:
        return asdict(groups.set_(connection, class_name, name, accounts))


@operation("roster.dissolve")
def dissolve(folder: Folder, database: Database, *, class_name: str, name: str) -> None:
    """Dissolve a group."""
    with database.write() as connection:
        groups.remove(connection, class_name, name)


@operation("roster.groups", writes=False, noted=False)
def list_groups(folder: Folder, database: Database) -> list[dict[str, Any]]:
    """Return all groups with their members."""
    with database.read() as connection:
        return [asdict(each) for each in groups.list_(connection)]


@operation("roster.erase")
def erase(folder: Folder, database: Database, *, account: str) -> dict[str, Any]:
    """Erase a learner: the name and everything that was recorded, down to the freed pages."""
    with database.write() as connection:
        name = people.require(connection, account).name
        rows = erase_record(connection, account)
        people.erase(connection, account)
    store = Store(folder.files)
    store.forget(account)
    with database.read() as connection:
        store.sweep(used(connection))
    database.forget_freed_pages()
    # Last: her server may still be writing there, and a complaint of it holds up nothing else.
    if folder.home(account).exists():
        remove_tree(folder.home(account))
    return {"name": name, "rows": rows}


@operation("roster.add-teacher")
def add_teacher(
    folder: Folder, database: Database, *, name: str, password: str, duty: str = people.TEACHER
) -> dict[str, str]:
    """Let somebody sign in with a password, to do what ``duty`` says."""
    with database.write() as connection:
        account = people.add_teacher(connection, hasher(folder), name, password, duty=duty)
    return {"account": account}


@operation("roster.jupyterlab")
def allow_jupyterlab(
    folder: Folder, database: Database, *, class_name: str, allowed: bool
) -> dict[str, Any]:
    """Let the learners of a class work in JupyterLab, or no longer."""
    with database.write() as connection:
        return asdict(classes.allow_jupyterlab(connection, class_name, allowed))


@operation("roster.set-password")
def set_password(folder: Folder, database: Database, *, name: str, password: str) -> None:
    """Give the teacher called ``name`` a new password; open sessions end."""
    with database.write() as connection:
        found = people.teacher_named(connection, name)
        if found is None:
            raise OperationError(f"There is no teacher called “{name}”. `roster list` shows all.")
        people.set_password(connection, hasher(folder), found.account, password)


@operation("record.read", writes=False)
def read_record(
    folder: Folder, database: Database, *, account: str | None = None
) -> list[dict[str, Any]]:
    """Return the statements of ``account``, or all."""
    with database.read() as connection:
        if account is not None:
            people.require(connection, account)
        return list(statements.read(connection, account))


@operation("audit.read", writes=False)
def read_audit(
    folder: Folder, database: Database, *, about: str = "", most: int | None = None
) -> list[dict[str, Any]]:
    """Return the audit log, the newest first; ``about`` is an account or any other text in it."""
    with database.read() as connection:
        found = audit.read(connection, about=about, most=most)
    return [{**asdict(each), "at": each.at.isoformat()} for each in found]


@operation("lab.backup", writes=False)
def back_up(folder: Folder, database: Database, *, target: str) -> dict[str, Any]:
    """Write database, pepper and courses of this moment to ``target`` (an absolute path)."""
    try:
        return {"bytes": backup.write(folder, database, Path(target))}
    except backup.BackupError as error:
        raise OperationError(str(error)) from error
