"""Alembic's entry: runs the migrations on the connection that ``Database.upgrade`` holds."""

from alembic import context

from grading.records.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # Database.write holds the transaction
)
context.run_migrations()
