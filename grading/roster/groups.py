"""Who is with whom: classes beside the own one, and groups within a class."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from grading.roster import classes, people, words
from grading.roster.errors import RosterError, refusal
from grading.roster.tables import class_, group, group_member, membership, person


@dataclass(frozen=True)
class Group:
    """Some learners of a class, under a name that the teacher wrote."""

    id: str
    class_id: str
    class_name: str
    name: str
    accounts: tuple[str, ...]


def join(connection: Connection, account: str, class_name: str) -> None:
    """Let a learner be in a class beside the own one. Raises RosterError."""
    found = _learner(connection, account)
    target = classes.named(connection, class_name)
    if target.id == found.class_id:
        return
    leave(connection, account, class_name)
    connection.execute(insert(membership).values(account=account, class_id=target.id))


def leave(connection: Connection, account: str, class_name: str) -> None:
    """Take a learner out of a class beside the own one. Raises RosterError."""
    found = _learner(connection, account)
    target = classes.named(connection, class_name)
    if target.id == found.class_id:
        raise refusal(
            f"{class_name} is the own class of {account}, whose code she signs in with. "
            f"`roster move {account} CLASS` gives her another one."
        )
    connection.execute(
        delete(membership).where(
            membership.c.account == account, membership.c.class_id == target.id
        )
    )


def members(connection: Connection, class_id: str) -> set[str]:
    """Return the accounts of all who are in a class, whether it is their own or not."""
    own = select(person.c.account).where(person.c.class_id == class_id)
    beside = select(membership.c.account).where(membership.c.class_id == class_id)
    return {*connection.execute(own).scalars(), *connection.execute(beside).scalars()}


def by_class(connection: Connection) -> list[tuple[classes.Class, list[people.Person]]]:
    """Return every class by name with its active learners, whether it is their own or not."""
    active = [one for one in people.list_(connection, active=True) if one.class_id]
    active.sort(key=lambda one: (words.same(one.name), one.ordinal))
    beside = {(row.account, row.class_id) for row in connection.execute(select(membership))}
    return [
        (
            entry,
            [o for o in active if o.class_id == entry.id or (o.account, entry.id) in beside],
        )
        for entry in classes.list_(connection)
    ]


def set_(connection: Connection, class_name: str, name: str, accounts: Iterable[str]) -> Group:
    """Make a group of a class, or give it other members. Raises RosterError."""
    target = classes.named(connection, class_name)
    name = words.tidy(name)
    why = words.complaint(name, "group")
    if why:
        raise refusal(f"Cannot make the group: {why}.")
    there = members(connection, target.id)
    wanted = sorted(set(accounts))
    strangers = [each for each in wanted if each not in there]
    if strangers:
        raise refusal(f"Not in {target.name}: {', '.join(strangers)}. `roster list` shows all.")
    known = {
        words.same(each.name): each for each in list_(connection) if each.class_id == target.id
    }
    old = known.get(words.same(name))
    id = old.id if old else classes.draw_id("g")
    if old is None:
        connection.execute(insert(group).values(id=id, class_id=target.id, name=name))
    connection.execute(delete(group_member).where(group_member.c.group_id == id))
    for account in wanted:
        connection.execute(insert(group_member).values(group_id=id, account=account))
    return next(each for each in list_(connection) if each.id == id)


def remove(connection: Connection, class_name: str, name: str) -> None:
    """Dissolve a group; nobody's work is touched. Raises RosterError."""
    found = named(connection, name, class_name)
    connection.execute(delete(group_member).where(group_member.c.group_id == found.id))
    connection.execute(delete(group).where(group.c.id == found.id))


def list_(connection: Connection) -> list[Group]:
    """Return all groups, class by class."""
    query = (
        select(group, class_.c.name.label("class_name"))
        .join(class_, class_.c.id == group.c.class_id)
        .order_by(class_.c.name, group.c.name)
    )
    return [
        Group(row.id, row.class_id, row.class_name, row.name, _accounts(connection, row.id))
        for row in connection.execute(query)
    ]


def named(connection: Connection, name: str, class_name: str | None = None) -> Group:
    """Return the group ``name``, of ``class_name`` if that is said. Raises RosterError."""
    known = list_(connection)
    fitting = [
        each
        for each in known
        if words.same(each.name) == words.same(words.tidy(name))
        and class_name in (None, each.class_name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise refusal(
            f"Several classes have a group “{name}”: write CLASS/{name}, with one of "
            f"{', '.join(each.class_name for each in fitting)}."
        )
    there = ", ".join(f"{each.class_name}/{each.name}" for each in known) or "none yet"
    raise refusal(f"There is no group “{name}”. Groups: {there}.")


def part(connection: Connection, text: str) -> str:
    """Return the id of the class or group that ``text`` names: CLASS, GROUP or CLASS/GROUP.

    Raises RosterError that names what there is.
    """
    known = {words.same(each.name): each.id for each in classes.list_(connection)}
    own = known.get(words.same(words.tidy(text)))
    if own is not None:
        return own
    class_name, _, name = text.partition("/")
    if name:
        return named(connection, name, classes.named(connection, class_name).name).id
    try:
        return named(connection, text).id
    except RosterError as error:
        there = [each.name for each in classes.list_(connection)]
        there += [f"{each.class_name}/{each.name}" for each in list_(connection)]
        raise refusal(
            f"There is no class or group “{text}”, or several. There is: "
            f"{', '.join(there) or 'none yet'}."
        ) from error


def called(connection: Connection, parts: Collection[str]) -> list[str]:
    """Return what the classes and groups with these ids are called, as ``part`` reads them."""
    found = [each.name for each in classes.list_(connection) if each.id in parts]
    return found + [
        f"{each.class_name}/{each.name}" for each in list_(connection) if each.id in parts
    ]


def parts_of(connection: Connection, account: str) -> set[str] | None:
    """Return the ids of the classes and groups that a learner is in; None for who teaches."""
    found = people.find(connection, account)
    if found is None:
        return set()
    if found.role != "learner":
        return None
    classes_ = select(membership.c.class_id).where(membership.c.account == account)
    groups_ = select(group_member.c.group_id).where(group_member.c.account == account)
    return {
        str(found.class_id),
        *connection.execute(classes_).scalars(),
        *connection.execute(groups_).scalars(),
    }


def _accounts(connection: Connection, id: str) -> tuple[str, ...]:
    query = select(group_member.c.account).where(group_member.c.group_id == id)
    return tuple(sorted(connection.execute(query).scalars()))


def _learner(connection: Connection, account: str) -> people.Person:
    found = people.require(connection, account)
    if found.role != "learner":
        raise refusal(f"{account} is a teacher: teachers are in no class.")
    return found
