"""The first schema: roster, responses, marks, statements, erasures.

The triggers hold the record append-only: no row of it is ever changed, and rows leave only when
their learner stands in ``erasure``.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_OWN_ERASED = {
    "response": "SELECT 1 FROM erasure WHERE account = OLD.account",
    "statement": "SELECT 1 FROM erasure WHERE account = OLD.account",
    "mark": (
        "SELECT 1 FROM erasure JOIN response ON response.account = erasure.account "
        "WHERE response.id = OLD.response_id"
    ),
}


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "class",
        sa.Column(
            "id", sa.String(length=16), nullable=False, comment="random; names the hub's group"
        ),
        sa.Column("name", sa.String(length=40), nullable=False, comment="as the teacher wrote it"),
        sa.Column("code", sa.String(length=8), nullable=False, comment="digits, on every card"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "erasure",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("erased", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "lab",
        sa.Column(
            "id", sa.String(length=36), nullable=False, comment="names this lab in statements"
        ),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "response",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False, comment="made by the phone (UUID)"),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("lesson", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False, comment="of the built lesson"),
        sa.Column(
            "locale", sa.String(length=35), nullable=False, comment="in which it was typed (BCP 47)"
        ),
        sa.Column("seed", sa.String(length=64), nullable=True, comment="of the question's variant"),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON, as the learner gave it"),
        sa.Column(
            "received", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"
        ),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("response_of_lesson", "response", ["account", "course", "lesson"], unique=False)
    op.create_table(
        "statement",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("stored", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="an xAPI 1.0.3 statement, JSON"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_statement_account"), "statement", ["account"], unique=False)
    op.create_table(
        "mark",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("result", sa.Text(), nullable=False, comment="JSON: feedback, message, parts"),
        sa.Column("marked", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mark_response_id"), "mark", ["response_id"], unique=False)
    op.create_table(
        "person",
        sa.Column(
            "account", sa.String(length=16), nullable=False, comment="random; the hub's user name"
        ),
        sa.Column("role", sa.String(length=8), nullable=False, comment="learner or teacher"),
        sa.Column(
            "name", sa.String(length=40), nullable=False, comment="what the class calls this person"
        ),
        sa.Column(
            "locale",
            sa.String(length=35),
            nullable=False,
            comment="BCP 47; the language of lessons",
        ),
        sa.Column("class_id", sa.String(length=16), nullable=True, comment="null for teachers"),
        sa.Column("picture", sa.String(length=16), nullable=False, comment="shown beside the name"),
        sa.Column(
            "active", sa.Boolean(), nullable=False, comment="false: cannot sign in, work is kept"
        ),
        sa.Column(
            "ordinal", sa.Integer(), nullable=False, comment="1, 2… among equal names of a class"
        ),
        sa.Column(
            "changed", sa.Integer(), nullable=False, comment="counts up to end older sessions"
        ),
        sa.Column("pin_hash", sa.String(length=255), nullable=True, comment="argon2id"),
        sa.Column("pictures_hash", sa.String(length=255), nullable=True, comment="argon2id"),
        sa.Column(
            "password_hash", sa.String(length=255), nullable=True, comment="argon2id; teachers only"
        ),
        sa.CheckConstraint("(role = 'learner') = (class_id IS NOT NULL)", name="person_class"),
        sa.CheckConstraint("role IN ('learner', 'teacher')", name="person_role"),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["class.id"],
        ),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_index("person_in_class", "person", ["class_id", "name", "ordinal"], unique=True)
    op.create_index(
        "person_teacher", "person", ["name"], unique=True, sqlite_where=sa.text("role = 'teacher'")
    )

    for table, erased in _OWN_ERASED.items():
        op.execute(
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_goes BEFORE DELETE ON {table} "
            f"WHEN NOT EXISTS ({erased}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
