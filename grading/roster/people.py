"""The people of a roster: found, listed, added, moved, renewed and forgotten."""

import secrets as random
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from grading.records.prepared import Prepared
from grading.roster import classes, words
from grading.roster.classes import draw_id
from grading.roster.errors import refusal
from grading.roster.pictures import PICTURES
from grading.roster.secrets import Hasher, Sealed, weak_password
from grading.roster.tables import class_, group, group_member, membership, person
from lp_widgets import locales

LEARNER, TEACHER, FACILITATOR, KEEPER = "learner", "teacher", "facilitator", "keeper"
DUTIES = (LEARNER, TEACHER, FACILITATOR, KEEPER)
"""What somebody does here: learns; teaches; follows and helps a class, and marks nothing; or looks
after the machine, and sees nobody's work."""


@dataclass(frozen=True)
class Person:
    """A learner or teacher without any secret; ``has_card`` says whether signing in is possible.

    ``role`` says how somebody signs in, ``duty`` what she may do (one of DUTIES).
    """

    account: str
    role: str
    name: str
    locale: str
    class_id: str | None
    class_name: str | None
    picture: str
    active: bool
    ordinal: int
    changed: int
    has_card: bool
    duty: str = LEARNER

    def as_dict(self) -> dict[str, Any]:
        """Return plain data (JSON)."""
        return asdict(self)


def list_(
    connection: Connection, class_name: str | None = None, *, active: bool | None = None
) -> list[Person]:
    """Return the people, teachers first, then class by class in the order of names."""
    query = _people()
    if class_name is not None:
        query = query.where(class_.c.id == classes.named(connection, class_name).id)
    if active is not None:
        query = query.where(person.c.active == active)
    return [_person(row) for row in connection.execute(query)]


def names(connection: Connection) -> dict[str, str]:
    """Return everybody's name by account."""
    rows = connection.execute(select(person.c.account, person.c.name)).all()
    return {row.account: row.name for row in rows}


def find(connection: Connection, account: str) -> Person | None:
    """Return the person ``account``, or None."""
    rows = _FIND.all(connection, {"account": account})
    return _person(rows[0]) if rows else None


def require(connection: Connection, account: str) -> Person:
    """Return the person ``account``; raises RosterError when there is none."""
    found = find(connection, account)
    if found is None:
        raise refusal(f"There is no account “{account}”. `roster list` shows all accounts.")
    return found


def has_teacher(connection: Connection) -> bool:
    """Return whether anybody could open the teacher's desk."""
    return any(one.duty == TEACHER for one in list_(connection, active=True))


def set_locale(connection: Connection, account: str, locale: str) -> None:
    """Keep the language that a person chose; importing a roster file sets the file's again."""
    connection.execute(
        update(person).where(person.c.account == account).values(locale=locales.normalize(locale))
    )


def teacher_named(connection: Connection, name: str) -> Person | None:
    """Return the teacher who is called ``name``, or None."""
    query = _people().where(person.c.role == "teacher", person.c.name == words.tidy(name))
    row = connection.execute(query).one_or_none()
    return _person(row) if row is not None else None


def add_learner(connection: Connection, name: str, locale: str, class_id: str) -> str:
    """Add a learner who cannot sign in until a card is issued; return the random account."""
    mates = connection.execute(
        select(person.c.name, person.c.picture, person.c.ordinal).where(
            person.c.class_id == class_id
        )
    ).all()
    used = [mate.picture for mate in mates]
    namesakes = [mate for mate in mates if mate.name == name]
    theirs = {mate.picture for mate in namesakes}
    # Equal names are told apart by their pictures, so those must differ first of all.
    picture = min(PICTURES, key=lambda one: (one in theirs, used.count(one), random.randbelow(99)))
    account = draw_id("k")
    connection.execute(
        insert(person).values(
            account=account,
            role="learner",
            name=name,
            locale=locale,
            class_id=class_id,
            picture=picture,
            active=True,
            ordinal=max((mate.ordinal for mate in namesakes), default=0) + 1,
            changed=0,
        )
    )
    return account


def add_teacher(
    connection: Connection,
    hasher: Hasher,
    name: str,
    password: str,
    locale: str = "en",
    duty: str = TEACHER,
) -> str:
    """Add somebody with a password; return the account.

    Raises RosterError for a taken name, a weak password, or a ``duty`` that there is not.
    """
    if duty not in DUTIES or duty == LEARNER:
        raise refusal(f"There is no duty “{duty}”: {', '.join(DUTIES[1:])}.")
    name = words.tidy(name)
    why = words.complaint(name, "name") or weak_password(password, name)
    if why:
        raise refusal(f"Cannot add the teacher: {why}.")
    if teacher_named(connection, name) is not None:
        raise refusal(f"A teacher called “{name}” is there already. Choose another name.")
    account = draw_id("t")
    connection.execute(
        insert(person).values(
            account=account,
            role="teacher",
            name=name,
            locale=locales.normalize(locale),
            picture=random.choice(PICTURES),
            active=True,
            ordinal=1,
            changed=0,
            password_hash=hasher.hash(account, "password", password),
            duty=None if duty == TEACHER else duty,
        )
    )
    return account


def set_password(connection: Connection, hasher: Hasher, account: str, password: str) -> None:
    """Give a teacher a new password; sessions that are open end. Raises RosterError."""
    found = require(connection, account)
    if found.role != "teacher":
        raise refusal(f"{account} is a learner: learners have cards, not passwords.")
    why = weak_password(password, found.name)
    if why:
        raise refusal(f"Cannot change the password: {why}.")
    connection.execute(
        update(person)
        .where(person.c.account == account)
        .values(
            password_hash=hasher.hash(account, "password", password),
            changed=person.c.changed + 1,
        )
    )


def seal(connection: Connection, sealed: Sealed) -> bool:
    """Store a learner's new secrets and end open sessions; False when the learner is gone."""
    done = connection.execute(
        update(person)
        .where(person.c.account == sealed.account, person.c.role == "learner")
        .values(
            pin_hash=sealed.pin_hash,
            pictures_hash=sealed.pictures_hash,
            changed=person.c.changed + 1,
        )
    )
    return done.rowcount == 1


def reset_pin(connection: Connection, hasher: Hasher, account: str) -> Sealed:
    """Give one learner a new PIN and pictures; what is returned is shown once and not kept."""
    if require(connection, account).role != "learner":
        raise refusal(f"{account} is a teacher: teachers have a password, not a PIN.")
    sealed = hasher.draw(account)
    seal(connection, sealed)
    return sealed


def move(connection: Connection, account: str, class_name: str) -> None:
    """Put a learner into another class, which is made if need be; work and card stay valid."""
    found = require(connection, account)
    name = words.tidy(class_name)
    why = words.complaint(name, "class")
    if found.role != "learner" or why:
        raise refusal(f"Cannot move {account}: {why or 'teachers are in no class'}.")
    known = {words.same(entry.name): entry for entry in classes.list_(connection)}
    target = known.get(words.same(name)) or classes.add(connection, name)
    if target.id == found.class_id:
        return
    connection.execute(
        delete(membership).where(
            membership.c.account == account, membership.c.class_id == target.id
        )
    )
    last = connection.execute(
        select(func.max(person.c.ordinal)).where(
            person.c.class_id == target.id, person.c.name == found.name
        )
    ).scalar()
    connection.execute(
        update(person)
        .where(person.c.account == account)
        .values(class_id=target.id, ordinal=(last or 0) + 1, changed=person.c.changed + 1)
    )


def erase(connection: Connection, account: str) -> None:
    """Delete the person's row, and the class when nobody is left in it.

    What the person did is in the record, which has an erasure of its own. Raises RosterError.
    """
    found = require(connection, account)
    connection.execute(delete(group_member).where(group_member.c.account == account))
    connection.execute(delete(membership).where(membership.c.account == account))
    connection.execute(delete(person).where(person.c.account == account))
    mates = select(person.c.account).where(person.c.class_id == found.class_id)
    if found.class_id is not None and connection.execute(mates).first() is None:
        _end_class(connection, found.class_id)


def _end_class(connection: Connection, class_id: str) -> None:
    own = select(group.c.id).where(group.c.class_id == class_id)
    connection.execute(delete(group_member).where(group_member.c.group_id.in_(own)))
    connection.execute(delete(group).where(group.c.class_id == class_id))
    connection.execute(delete(membership).where(membership.c.class_id == class_id))
    connection.execute(delete(class_).where(class_.c.id == class_id))


def stored(connection: Connection, account: str, kind: str) -> str | None:
    """Return the hash of an active person's ``pin``, ``pictures`` or ``password``, or None."""
    row = connection.execute(
        select(person).where(person.c.account == account, person.c.active)
    ).one_or_none()
    return getattr(row, f"{kind}_hash") if row is not None else None


def check(connection: Connection, hasher: Hasher, account: str, kind: str, secret: str) -> bool:
    """Return whether ``secret`` is the ``pin``, ``pictures`` or ``password`` of ``account``."""
    return hasher.verify(stored(connection, account, kind), account, kind, secret)


def _people() -> Any:
    return (
        select(person, class_.c.name.label("class_name"))
        .join_from(person, class_, isouter=True)
        .order_by(person.c.role.desc(), class_.c.name, person.c.name, person.c.ordinal)
    )


# Asked at every request.
_FIND = Prepared(_people().where(person.c.account == bindparam("account")))


def _person(row: Row[Any]) -> Person:
    return Person(
        account=row.account,
        role=row.role,
        name=row.name,
        locale=row.locale,
        class_id=row.class_id,
        class_name=row.class_name,
        picture=row.picture,
        active=bool(row.active),
        ordinal=row.ordinal,
        changed=row.changed,
        has_card=bool(row.pin_hash or row.password_hash),
        duty=row.duty or row.role,
    )
