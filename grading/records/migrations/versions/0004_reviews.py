"""Where each learner stands with each flashcard: the one table whose rows change."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    place = ("account", "course", "lesson", "widget", "card")
    op.create_table(
        "review",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("lesson", sa.String(length=64), nullable=False),
        sa.Column("widget", sa.String(length=64), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False, comment="its place in the widget"),
        sa.Column("state", sa.Text(), nullable=False, comment="JSON, as FSRS keeps it"),
        sa.Column("due", sa.String(length=32), nullable=False, comment="RFC 3339 in UTC"),
        sa.PrimaryKeyConstraint(*place),
    )
