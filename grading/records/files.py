"""Which files the record refers to, and which of them somebody may have."""

from sqlalchemy import Connection, select

from grading.records import assignments, submissions, tables


def used(connection: Connection) -> set[str]:
    """Return the SHA-256 of every file that was handed in, handed out or given back."""
    lists = [
        *connection.execute(select(tables.submission.c.files)).scalars(),
        *connection.execute(select(tables.assignment.c.files)).scalars(),
    ]
    found = {digest for each in lists for digest, _ in assignments.read_files(each).values()}
    return found | set(connection.execute(select(tables.feedback.c.sha256)).scalars())


def own(connection: Connection, account: str) -> dict[str, int]:
    """Return by SHA-256 the sizes (bytes) of all files that a learner handed in."""
    table = tables.submission
    lists = connection.execute(select(table.c.files).where(table.c.account == account)).scalars()
    return {
        digest: size for each in lists for digest, size in assignments.read_files(each).values()
    }


def open_to(connection: Connection, account: str) -> set[str]:
    """Return the SHA-256 of the files that a learner has already: her own, and the assignments'."""
    released = assignments.seen_by(connection, account)
    return {
        *own(connection, account),
        *(digest for each in released for digest, _ in each.files.values()),
    }


def count(connection: Connection, account: str, course: str, assignment: str) -> int:
    """Return how often a learner handed in files for an assignment."""
    return sum(
        bool(each.files)
        for each in submissions.of_account(connection, account)
        if (each.course, each.assignment) == (course, assignment)
    )
