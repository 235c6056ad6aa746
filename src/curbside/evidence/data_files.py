"""The TOML files of words, rules and weights beside the code, read in one way: what nobody would read is an error.

Whoever reads a file says of what form it is, and only that is taken: a form is a type (`str`), a list of a form
(`[str]`), or a table by its keys, where `ANY` stands for names that are free.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, TypeAlias

from curbside.errors import DataFileWrong

ANY = "*"
Form: TypeAlias = "type | list[Form] | Mapping[str, Form]"

_CALLED = {str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}


def load_data(room: str, name: str, form: Mapping[str, Form]) -> dict[str, Any]:
    """A data file of a room ("answer"), by its name.

    Raises DataFileWrong, which names file, entry and key, where it is no TOML or not of that form.
    """
    return read_data(files(f"curbside.{room}").joinpath(name).read_text("utf-8"), name, form)


def read_data(text: str, name: str, form: Mapping[str, Form]) -> dict[str, Any]:
    """The same of a file's text."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileWrong(f"{name} cannot be read as TOML: {error}.", hint="Mend that place.") from error
    _check(data, form, name, ())
    return data


def named(names: str | Iterable[str], form: Form) -> dict[str, Form]:
    """The form of a table whose keys all hold the same; in a text they are parted by spaces."""
    return {str(name): form for name in (names.split() if isinstance(names, str) else names)}


def _check(value: object, form: Form, file: str, path: tuple[str, ...]) -> None:
    if isinstance(form, Mapping):
        if not isinstance(value, dict):
            raise _wrong(file, path, "must be a table")
        for key, held in value.items():
            if key not in form and ANY not in form:
                raise _unknown(file, path, key, form)
            _check(held, form.get(key, form.get(ANY, object)), file, (*path, key))
    elif isinstance(form, list):
        if not isinstance(value, list):
            raise _wrong(file, path, "must be a list")
        for number, held in enumerate(value, 1):
            _check(held, form[0], file, (*path, f"no. {number}"))
    elif not isinstance(value, form) or (isinstance(value, bool) and form in (int, float)):
        raise _wrong(file, path, f"must be {_CALLED[form]}")


def _wrong(file: str, path: tuple[str, ...], how: str) -> DataFileWrong:
    *entry, key = path
    return DataFileWrong(f"In {_place(file, entry)}, “{key}” {how}.", hint="Mend it as its neighbours are written.")


def _unknown(file: str, path: tuple[str, ...], key: str, form: Mapping[str, Form]) -> DataFileWrong:
    near = get_close_matches(key, form, n=1)
    hint = f"Write “{near[0]}” if that is meant." if near else f"Known here are {', '.join(form)}."
    return DataFileWrong(f"In {_place(file, path)}, nobody reads the key “{key}”.", hint=hint)


def _place(file: str, path: tuple[str, ...] | list[str]) -> str:
    return f"{file}, entry “{' › '.join(path)}”" if path else file
