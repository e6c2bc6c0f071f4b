"""Statements that run with every page of answers: compiled once by Django, then run with other values.

Django composes the text of a query anew each time, which for one save took more processor time than all
else in it. Here it is composed once for a process, from an ordinary queryset in which a `Slot` stands for
each value that changes. On PostgreSQL the values travel apart from the text, so that the server plans the
statement once for a connection as well.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

#: (statement, kind of database) -> how it runs there.
_compiled: dict[tuple[Any, str], Any] = {}
#: SQLite takes one writer after the other, and who finds it busy sleeps for milliseconds: this wakes at once.
_turn = threading.Lock()


class Slot(Expression):
    """A place for a value of the kind of `field`, filled when the statement runs."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name, self.kind = name, field

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:  # type: ignore[override]  # it is its own value
        """A placeholder, and this as its value."""
        return "%s", [self]

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The value as the database takes it. KeyError without one."""
        return self.kind.get_db_prep_value(values[self.name], connection)


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    parameters: tuple[Any, ...]
    """Values that never change, and slots."""

    def run(self, values: Mapping[str, Any]) -> Any:
        """The cursor after it has run, to be closed by the caller."""
        given = [part.filled(values) if isinstance(part, Slot) else part for part in self.parameters]
        cursor = _cursor()
        cursor.execute(self.text, given)
        return cursor


class Read(Generic[M]):
    """One row of a queryset that finds at most one, as the queryset itself would give it."""

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, **values: Any) -> M | None:
        """One query. `values` by the names of the slots."""
        statement, instance = _once(self, self._compile)
        with statement.run(values) as cursor:
            row = cursor.fetchone()
        return None if row is None else instance(row)

    def _compile(self) -> tuple[_Statement, Callable[[Any], M]]:
        compiler = self._build().query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        return _Statement(text, tuple(parameters)), _instances(compiler)


class Change(Generic[M]):
    """An UPDATE of some columns where a queryset's conditions hold; one for each set of columns."""

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, changes: Mapping[str, Any], **values: Any) -> int:
        """One query; the number of rows. `changes` by the names of the fields, `values` by those of slots."""
        fields = tuple(sorted(changes))
        statement = _once((self, fields), lambda: self._compile(fields))
        news = {f"new_{name}": value for name, value in changes.items()}
        with _in_turn(), statement.run({**news, **values}) as cursor:
            return int(cursor.rowcount)

    def _compile(self, fields: tuple[str, ...]) -> _Statement:
        rows = self._build()
        query: Any = rows.query.chain(UpdateQuery)
        known: Any = rows.model._meta.get_field
        query.add_update_values({name: Slot(f"new_{name}", known(name)) for name in fields})
        text, parameters = query.get_compiler(connection=connection).as_sql()
        return _Statement(text, tuple(parameters))


def _once(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gave for this key and kind of database; two threads may both make it."""
    key = (key, connection.vendor)
    if key not in _compiled:
        _compiled[key] = make()
    return _compiled[key]


def _in_turn() -> AbstractContextManager[Any]:
    """Never inside a transaction: that may hold what another thread waits for in its turn."""
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    return _turn if alone else nullcontext()


def _cursor() -> Any:
    """Django's own cursor, with its errors; on PostgreSQL one that sends values apart, unless statements are
    logged: it can't say what it sent.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql import base

    connection.ensure_connection()
    here: Any = connection
    made: Any = base.ServerBindingCursor
    return here._prepare_cursor(made(here.connection))  # as its own cursor() does


def _instances(compiler: SQLCompiler) -> Callable[[Any], Any]:
    """Rows of a compiled query -> instances with what was selected beside them."""
    select: Any = compiler.select
    facts: Any = compiler.klass_info
    places = facts["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    beside = get_related_populators(facts, select, connection.alias)  # type: ignore[call-arg]  # typed for a later Django
    annotations = tuple((compiler.annotation_col_map or {}).items())
    converters = tuple(compiler.get_converters([column[0] for column in select]).items())

    def instance(row: Any) -> Any:
        values = list(row)
        for place, (steps, expression) in converters:
            for step in steps:
                values[place] = step(values[place], expression, connection)
        found = facts["model"].from_db(connection.alias, names, values[first:last])
        for populator in beside:
            populator.populate(values, found)
        for name, place in annotations:
            setattr(found, name, values[place])
        return found

    return instance
