"""Alembic's entry: runs the migrations on the connection that `migrate` holds, inside its one transaction."""

from alembic import context

from ocr_service.records.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    # SQLite can undo changes to tables too; Alembic assumes that the driver does not let it.
    transactional_ddl=True,
)
context.run_migrations()
