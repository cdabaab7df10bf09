"""The audit log: who looked at children's work, or changed it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table, whose rows neither change nor go."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="server's clock, RFC 3339"),
        sa.Column("who", sa.String(length=255), nullable=False, comment="account, or laptop:USER"),
        sa.Column(
            "did", sa.String(length=255), nullable=False, comment="operation, or method of a page"
        ),
        sa.Column(
            "what", sa.String(length=255), nullable=False, comment="path of a page, or accounts"
        ),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    for event, word in (("UPDATE", "changes"), ("DELETE", "goes")):
        op.execute(
            f"CREATE TRIGGER audit_never_{word} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )
