"""The tables of the record: rows are added and, but for an erased learner's, never changed."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from grading.records.database import metadata

response = Table(
    "response",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), nullable=False, unique=True, comment="made by the phone (UUID)"),
    Column("account", String(32), nullable=False),
    Column("course", String(64), nullable=False),
    Column("lesson", String(64), nullable=False),
    Column("question", String(64), nullable=False),
    Column("version", String(64), nullable=False, comment="of the built lesson"),
    Column("locale", String(35), nullable=False, comment="in which it was typed (BCP 47)"),
    Column("seed", String(64), comment="of the question's variant"),
    Column("body", Text, nullable=False, comment="JSON, as the learner gave it"),
    Column("received", String(32), nullable=False, comment="server's clock, RFC 3339"),
    Column("hints", Integer, nullable=False, server_default="0", comment="opened so far"),
    Index("response_of_lesson", "account", "course", "lesson"),
    Index("response_received", "received"),
    sqlite_autoincrement=True,
)

mark = Table(
    "mark",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("response_id", String(36), ForeignKey("response.id"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("result", Text, nullable=False, comment="JSON: feedback, message, parts"),
    Column("marked", String(32), nullable=False),
    sqlite_autoincrement=True,
)

statement = Table(
    "statement",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account", String(32), nullable=False, index=True),
    Column("stored", String(32), nullable=False),
    Column("body", Text, nullable=False, comment="an xAPI 1.0.3 statement, JSON"),
    sqlite_autoincrement=True,
)

assignment = Table(
    "assignment",
    metadata,
    Column("course", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("released", String(32), nullable=False, comment="server's clock, RFC 3339"),
    Column("due", String(32), comment="RFC 3339 in UTC; null: no deadline"),
    Column("returned", String(32), comment="when grades were first given back"),
    Column("files", Text, comment="JSON: path to SHA-256 and size, of the learners' copy"),
)

audience = Table(
    "audience",
    metadata,
    Column("course", String(64), primary_key=True),
    Column("assignment", String(64), primary_key=True),
    Column("part", String(16), primary_key=True, comment="a class or a group that sees it"),
)

extension = Table(
    "extension",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("course", String(64), primary_key=True),
    Column("assignment", String(64), primary_key=True),
    Column("due", String(32), nullable=False, comment="RFC 3339 in UTC; this learner's deadline"),
)

submission = Table(
    "submission",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), nullable=False, unique=True, comment="made by the phone (UUID)"),
    Column("account", String(32), nullable=False),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("receipt", String(8), nullable=False, unique=True, comment="shown to the learner"),
    Column("received", String(32), nullable=False, comment="server's clock, RFC 3339"),
    Column("late", Integer, nullable=False, comment="seconds after the deadline, or 0"),
    Column("locale", String(35), nullable=False, comment="in which it was handed in (BCP 47)"),
    Column("responses", Text, nullable=False, comment="JSON: question to response id"),
    Column("files", Text, comment="JSON: path to SHA-256 and size; null: nothing but answers"),
    Index("submission_of_assignment", "course", "assignment", "account"),
    sqlite_autoincrement=True,
)

grade = Table(
    "grade",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), nullable=False, unique=True, comment="follows from what it says"),
    Column("submission_id", String(36), ForeignKey("submission.id"), nullable=False, index=True),
    Column("account", String(32), nullable=False, index=True),
    Column("score", Float, nullable=False, comment="points"),
    Column("max_score", Float, nullable=False, comment="points that could be had"),
    Column("body", Text, nullable=False, comment="JSON: points and words by question"),
    Column("returned", String(32), nullable=False, comment="server's clock, RFC 3339"),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("submission_id", String(36), ForeignKey("submission.id"), nullable=False, index=True),
    Column("account", String(32), nullable=False, index=True),
    Column("path", String(255), nullable=False, comment="such as ps1.html"),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("returned", String(32), nullable=False, comment="server's clock, RFC 3339"),
    sqlite_autoincrement=True,
)

review = Table(
    "review",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("course", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("widget", String(64), primary_key=True),
    Column("card", Integer, primary_key=True, comment="its place in the widget"),
    Column("state", Text, nullable=False, comment="JSON, as FSRS keeps it"),
    Column("due", String(32), nullable=False, comment="RFC 3339 in UTC"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False, comment="server's clock, RFC 3339"),
    Column("who", String(255), nullable=False, comment="account, or laptop:USER"),
    Column("did", String(255), nullable=False, comment="operation, or method of a page"),
    Column("what", String(255), nullable=False, comment="path of a page, or accounts"),
    sqlite_autoincrement=True,
)

erasure = Table(
    "erasure",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("erased", String(32), nullable=False),
)

lab = Table(
    "lab",
    metadata,
    Column("id", String(36), primary_key=True, comment="names this lab in statements"),
    Column("created", String(32), nullable=False),
)


def without_seq(table: Table) -> list[str]:
    """Return the columns that are given; SQLite counts ``seq`` by itself."""
    return [column.name for column in table.columns if column.name != "seq"]


APPEND_ONLY = ("response", "mark", "statement", "submission", "grade", "feedback", "audit")
