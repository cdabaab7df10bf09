"""Files that go out and come in, deadlines of single learners, classes and groups that see work."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ERASED = "SELECT 1 FROM erasure WHERE account = OLD.account"


def upgrade() -> None:
    """Add the columns and make the tables; feedback that went back is never changed."""
    op.add_column(
        "assignment",
        sa.Column(
            "files",
            sa.Text(),
            nullable=True,
            comment="JSON: path to SHA-256 and size, of the learners' copy",
        ),
    )
    op.add_column(
        "submission",
        sa.Column(
            "files",
            sa.Text(),
            nullable=True,
            comment="JSON: path to SHA-256 and size; null: nothing but answers",
        ),
    )
    op.create_table(
        "audience",
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column(
            "part", sa.String(length=16), nullable=False, comment="a class or a group that sees it"
        ),
        sa.PrimaryKeyConstraint("course", "assignment", "part"),
    )
    op.create_table(
        "extension",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column(
            "due",
            sa.String(length=32),
            nullable=False,
            comment="RFC 3339 in UTC; this learner's deadline",
        ),
        sa.PrimaryKeyConstraint("account", "course", "assignment"),
    )
    _feedback()
    _groups()


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False, comment="such as ps1.html"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column(
            "returned", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feedback_submission_id"), "feedback", ["submission_id"], unique=False)
    op.create_index(op.f("ix_feedback_account"), "feedback", ["account"], unique=False)
    op.execute(
        "CREATE TRIGGER feedback_never_changes BEFORE UPDATE ON feedback "
        "BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER feedback_never_goes BEFORE DELETE ON feedback "
        f"WHEN NOT EXISTS ({_ERASED}) "
        "BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END"
    )


def _groups() -> None:
    op.create_table(
        "membership",
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("class_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["person.account"]),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"]),
        sa.PrimaryKeyConstraint("account", "class_id"),
    )
    op.create_table(
        "group",
        sa.Column("id", sa.String(length=16), nullable=False, comment="random"),
        sa.Column("class_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False, comment="as the teacher wrote it"),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("group_of_class", "group", ["class_id", "name"], unique=True)
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"]),
        sa.ForeignKeyConstraint(["account"], ["person.account"]),
        sa.PrimaryKeyConstraint("group_id", "account"),
    )
