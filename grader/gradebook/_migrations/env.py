"""What alembic runs to migrate: on the connection, and in the transaction, that `schema` hands over."""

from alembic import context

from grader.gradebook.schema import VERSION_TABLE
from grader.gradebook.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
