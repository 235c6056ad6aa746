"""Plain data back to the values it was made of: the inverse of writing a value as JSON.

What a value declares of its fields decides what is taken: other keys, other types and anything left out that has no
default are refused, with the place where it stands, and never its content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

V = TypeVar("V")
_Read = Callable[[Any, str], Any]


class NotOfItsKind(ValueError):
    """Plain data that is no such value; says where, and what it should be."""


def rebuilt(kind: type[V], data: Any) -> V:
    """The value that plain data was made of."""
    read: _Read = _reader_of(cast(Any, kind))
    value: V = read(data, "")
    return value


@cache
def _reader_of(kind: Any) -> _Read:
    if is_dataclass(kind):
        return _value_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _list_reader(_reader_of(inner[0]))
    if origin is dict:
        return _mapping_reader(_reader_of(inner[1]))
    if origin is UnionType and NoneType in inner:
        (other,) = (one for one in inner if one is not NoneType)
        return _or_none(_reader_of(other))
    return _plain_reader(kind)


def _value_reader(kind: Any) -> _Read:
    hints = get_type_hints(kind)
    readers = {one.name: _reader_of(hints[one.name]) for one in fields(kind)}
    needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]

    def read(data: Any, place: str) -> Any:
        if not isinstance(data, Mapping):
            raise NotOfItsKind(_said(place, "is no object"))
        if not data.keys() <= readers.keys():
            raise NotOfItsKind(_said(place, "has a key that is not known"))
        for name in needed:
            if name not in data:
                raise NotOfItsKind(_said(_inside(place, name), "is missing"))
        return kind(**{name: readers[name](value, _inside(place, name)) for name, value in data.items()})

    return read


def _list_reader(of_one: _Read) -> _Read:
    def read(data: Any, place: str) -> Any:
        if not isinstance(data, (list, tuple)):
            raise NotOfItsKind(_said(place, "is no list"))
        return tuple(of_one(one, _inside(place, str(number))) for number, one in enumerate(data))

    return read


def _mapping_reader(of_one: _Read) -> _Read:
    def read(data: Any, place: str) -> Any:
        if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
            raise NotOfItsKind(_said(place, "is no object"))
        return {key: of_one(one, _inside(place, key)) for key, one in data.items()}

    return read


def _or_none(of_other: _Read) -> _Read:
    return lambda data, place: None if data is None else of_other(data, place)


# A whole number is written without a point wherever it came from, and stays as it was written.
_TAKEN: Mapping[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "is no text"),
    bool: ((bool,), "is neither true nor false"),
    int: ((int,), "is no whole number"),
    float: ((float, int), "is no number"),
}


def _plain_reader(kind: Any) -> _Read:
    taken, otherwise = _TAKEN[kind]

    def read(data: Any, place: str) -> Any:
        if not isinstance(data, taken) or (isinstance(data, bool) and kind is not bool):
            raise NotOfItsKind(_said(place, otherwise))
        return data

    return read


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _said(place: str, what: str) -> str:
    return f"{place or 'it'} {what}"
