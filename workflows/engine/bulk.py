"""Many new rows at once: PostgreSQL takes them as a stream (COPY), which costs a third of one long INSERT."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

MANY = 100
"""From so many rows on the stream pays."""


def insert(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, in their order, and set their keys.

    The same rows as by `bulk_create`, which writes the few, and all on SQLite. Raises IntegrityError as that does.
    """
    if connection.vendor == "postgresql" and len(rows) >= MANY:
        _give_keys(rows)
        _stream(rows)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows)


def _give_keys(rows: Sequence[models.Model]) -> None:
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk.column
    with connection.cursor() as cursor:
        numbers = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(numbers, [connection.ops.quote_name(table), key, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def _stream(rows: Sequence[models.Model]) -> None:
    fields: Sequence[Any] = rows[0]._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    sql = f"COPY {quote(rows[0]._meta.db_table)} ({columns}) FROM STDIN"
    ways = [(field.pre_save, field.get_db_prep_save) for field in fields]
    real = connections[DEFAULT_DB_ALIAS]  # asked half a million times, the proxy alone costs as much as the stream
    with real.wrap_database_errors, real.cursor() as cursor, cursor.copy(sql) as stream:
        for row in rows:
            values = ((value(row, True), prepare) for value, prepare in ways)
            stream.write_row([None if value is None else prepare(value, real) for value, prepare in values])
            row._state.adding, row._state.db = False, real.alias
