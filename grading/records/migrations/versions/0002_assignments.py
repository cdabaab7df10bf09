"""Assignments: released work, what was handed in, what was given back.

A submission and a grade are never changed; they leave only with their learner.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ERASED = "SELECT 1 FROM erasure WHERE account = OLD.account"


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "assignment",
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "released", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"
        ),
        sa.Column(
            "due",
            sa.String(length=32),
            nullable=True,
            comment="RFC 3339 in UTC; null: no deadline",
        ),
        sa.Column(
            "returned",
            sa.String(length=32),
            nullable=True,
            comment="when grades were first given back",
        ),
        sa.PrimaryKeyConstraint("course", "name"),
    )
    op.create_table(
        "submission",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False, comment="made by the phone (UUID)"),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=8), nullable=False, comment="shown to the learner"),
        sa.Column(
            "received", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"
        ),
        sa.Column("late", sa.Integer(), nullable=False, comment="seconds after the deadline, or 0"),
        sa.Column(
            "locale",
            sa.String(length=35),
            nullable=False,
            comment="in which it was handed in (BCP 47)",
        ),
        sa.Column("responses", sa.Text(), nullable=False, comment="JSON: question to response id"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("receipt"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "submission_of_assignment",
        "submission",
        ["course", "assignment", "account"],
        unique=False,
    )
    op.create_table(
        "grade",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False, comment="follows from what it says"),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False, comment="points"),
        sa.Column("max_score", sa.Float(), nullable=False, comment="points that could be had"),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON: points and words by question"),
        sa.Column(
            "returned", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_grade_submission_id"), "grade", ["submission_id"], unique=False)
    op.create_index(op.f("ix_grade_account"), "grade", ["account"], unique=False)
    for table in ("submission", "grade"):
        op.execute(
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_goes BEFORE DELETE ON {table} "
            f"WHEN NOT EXISTS ({_ERASED}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
