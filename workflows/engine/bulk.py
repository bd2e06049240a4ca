"""Many new rows at once: PostgreSQL takes them as a stream (COPY), which costs a third of one long INSERT."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

MANY = 100
"""From so many rows on the stream pays."""
NOTHING = type(None)
PLAIN: frozenset[type] = frozenset({NOTHING, str, int, bool, date})
"""What every column takes as it is, save one of JSON: to have half a million of them prepared costs a tenth."""


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
    filled_in = [each for each in fields if _is_filled_in(each)]
    values = attrgetter(*(each.attname for each in fields))
    ways = [(each.get_db_prep_save, _plain(each)) for each in fields]
    real = connections[DEFAULT_DB_ALIAS]  # asked half a million times, the proxy alone costs as much as the stream
    with real.wrap_database_errors, real.cursor() as cursor, cursor.copy(sql) as stream:
        for row in rows:
            for field in filled_in:
                setattr(row, field.attname, field.pre_save(row, True))
            told = zip(values(row), ways, strict=True)
            stream.write_row([each if type(each) in plain else prepare(each, real) for each, (prepare, plain) in told])
            row._state.adding, row._state.db = False, real.alias


def _is_filled_in(field: Any) -> bool:
    """Whether a column gives itself a value when its row is saved; a day or moment does when told to."""
    if isinstance(field, models.DateField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save


def _plain(field: Any) -> frozenset[type]:
    """Types of values that a column takes unprepared; words and numbers mean something else in one of JSON."""
    return frozenset({NOTHING}) if isinstance(field, models.JSONField) else PLAIN
