"""Statements that run with every page of answers: compiled once by Django, then run with other values.

Django composes the text of a query anew each time, which for one save took more processor time than all
else in it. Here it is composed once for a process, from an ordinary queryset in which a `Slot` stands for
each value that changes, and sent by `surveys.queries.direct`; PostgreSQL plans it once for a connection.
"""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import (
    BigIntegerField,
    CharField,
    Expression,
    Field,
    IntegerField,
    JSONField,
    Model,
    PositiveIntegerField,
    QuerySet,
)
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from surveys.queries import direct

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

    @property
    def filling(self) -> Callable[[Any, Any], Any] | None:
        """(value, connection) -> the value as the database takes it; None where it takes it as it is."""
        if isinstance(self.kind, JSONField):
            return _as_json
        return None if type(self.kind) in _AS_THEY_ARE else self.kind.get_db_prep_value


class Written:
    """A value of a column of JSON, whose text is made once for several statements."""

    __slots__ = ("text", "value")

    def __init__(self, value: Any) -> None:
        self.value, self.text = value, json.dumps(value)


#: Kinds of columns of which both databases take numbers and texts without a change.
_AS_THEY_ARE = frozenset({BigIntegerField, CharField, IntegerField, PositiveIntegerField})


def _as_json(value: Any, connection: Any) -> Any:
    if not isinstance(value, Written):
        return connection.ops.adapt_json_value(value, None)
    if connection.vendor == "sqlite":
        return value.text
    adapted = connection.ops.adapt_json_value(value.value, None)
    adapted.dumps = lambda _: value.text
    return adapted


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    """As Django's cursor takes it."""
    own: str
    """As the database's driver takes it."""
    parts: tuple[tuple[str, Any], ...]
    """Name of a slot and what makes the database's value of its value, None for nothing; or, without a name,
    a value that never changes.
    """

    @classmethod
    def of(cls, compiler: Any, connection: Any) -> "_Statement":
        text, parameters = compiler.as_sql()
        parts = ((one.name, one.filling) if isinstance(one, Slot) else ("", one) for one in parameters)
        return cls(text, direct.written_for(connection.vendor, text), tuple(parts))

    def rows(self, values: Mapping[str, Any], connection: Any) -> Any:
        """All rows that a question finds."""
        given = self._given(values, connection)
        if direct.is_free(connection):
            return direct.rows(connection, self.own, given)
        with connection.cursor() as cursor:
            cursor.execute(self.text, given)
            return cursor.fetchall()

    def changed(self, values: Mapping[str, Any], connection: Any) -> int:
        """How many rows a change has changed."""
        given = self._given(values, connection)
        if direct.is_free(connection):
            return direct.changed(connection, self.own, given)
        with connection.cursor() as cursor:
            cursor.execute(self.text, given)
            return int(cursor.rowcount)

    def _given(self, values: Mapping[str, Any], connection: Any) -> list[Any]:
        return [
            (fill(values[name], connection) if fill else values[name]) if name else fill
            for name, fill in self.parts
        ]


class Read(Generic[M]):
    """One row of a queryset that finds at most one, as the queryset itself would give it."""

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, **values: Any) -> M | None:
        """One query. `values` by the names of the slots."""
        here = connections[DEFAULT_DB_ALIAS]
        statement, instance = _once(self, here, self._compile)
        try:
            found = statement.rows(values, here)
        except (OperationalError, InterfaceError):
            if not _is_lost(here):
                raise
            here.close()  # The next statement opens a new one.
            found = statement.rows(values, here)
        return instance(found[0], here) if found else None

    def _compile(self, connection: Any) -> tuple[_Statement, Callable[[Any, Any], M]]:
        compiler = self._build().query.get_compiler(connection=connection)
        return _Statement.of(compiler, connection), _instances(compiler, connection)


class Change(Generic[M]):
    """An UPDATE of some columns where a queryset's conditions hold; one for each set of columns."""

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, changes: Mapping[str, Any], **values: Any) -> int:
        """One query; the number of rows. `changes` by the names of the fields, `values` by those of slots."""
        here = connections[DEFAULT_DB_ALIAS]
        fields = tuple(sorted(changes))
        statement = _once((self, fields), here, lambda connection: self._compile(fields, connection))
        news = {f"new_{name}": value for name, value in changes.items()}
        with _in_turn(here):
            return int(statement.changed({**news, **values}, here))

    def _compile(self, fields: tuple[str, ...], connection: Any) -> _Statement:
        rows = self._build()
        query: Any = rows.query.chain(UpdateQuery)
        known: Any = rows.model._meta.get_field
        query.add_update_values({name: Slot(f"new_{name}", known(name)) for name in fields})
        return _Statement.of(query.get_compiler(connection=connection), connection)


def _once(key: Any, connection: Any, make: Callable[[Any], Any]) -> Any:
    """What `make` gave for this key and kind of database; two threads may both make it."""
    key = (key, connection.vendor)
    if key not in _compiled:
        _compiled[key] = make(connection)
    return _compiled[key]


def _is_lost(connection: Any) -> bool:
    """Whether the database went after the connection was opened, and no transaction went with it."""
    is_kept = connection.connection is not None and not connection.in_atomic_block
    return is_kept and not connection.is_usable()


def _in_turn(connection: Any) -> AbstractContextManager[Any]:
    """Never inside a transaction: that may hold what another thread waits for in its turn."""
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    return _turn if alone else nullcontext()


def _instances(compiler: SQLCompiler, connection: Any) -> Callable[[Any, Any], Any]:
    """Rows of a compiled query -> instances with what was selected beside them."""
    select: Any = compiler.select
    facts: Any = compiler.klass_info
    places = facts["select_fields"]
    first, last = places[0], places[-1] + 1
    names = frozenset(column[0].target.attname for column in select[first:last])
    beside = get_related_populators(facts, select, connection.alias)  # type: ignore[call-arg]  # typed for a later Django
    annotations = tuple((compiler.annotation_col_map or {}).items())
    converters = tuple(compiler.get_converters([column[0] for column in select]).items())

    def instance(row: Any, connection: Any) -> Any:
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
