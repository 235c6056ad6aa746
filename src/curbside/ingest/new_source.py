"""A new source to fill in: the template as a file, with what is known already in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from curbside.errors import UsageError
from curbside.evidence.kinds import Basis, Reader, SourceKind
from curbside.evidence.reference import folded


def write_new_source(
    path: Path,
    title: str | None = None,
    kind: SourceKind | None = None,
    derived_from: Sequence[str] = (),
) -> Path:
    """Write the template to `path`, making its folder; with `derived_from` one for a rewording in plain words.

    Raises UsageError when the path is no Markdown file, exists already, or cannot be written.
    """
    if path.suffix.lower() not in (".md", ".markdown"):
        raise UsageError(f"{path.name} is no Markdown file.", "Name it with .md at the end, like nice-ng145.md.")
    if path.exists():
        raise UsageError(f"There is a {path} already.", "Name another file; nothing was changed.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(new_source(path.stem, title, kind, derived_from))
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).", "Name another place.") from error
    return path


def new_source(
    name: str, title: str | None = None, kind: SourceKind | None = None, derived_from: Sequence[str] = ()
) -> str:
    """The template's text, filled in as far as is known."""
    twins = bool(derived_from)
    named = ", ".join(json.dumps(one, ensure_ascii=False) for one in derived_from)
    template = files("curbside.ingest").joinpath("source_template.md").read_text("utf-8")
    return template.format(
        id=folded(name).replace(" ", "-"),
        kind=(kind or (SourceKind.PATIENT_INFORMATION if twins else SourceKind.OTHER)).value,
        title=json.dumps(title or "The source's own title", ensure_ascii=False),
        audience=(Reader.PATIENT if twins else Reader.CLINICIAN).value,
        basis=(Basis.EXCERPT if twins else Basis.ABSTRACT).value,
        seen_at="plain rewording of the sources named under derived_from" if twins else "",
        derived_from=f"derived_from: [{named}]\n" if twins else "",
    )
