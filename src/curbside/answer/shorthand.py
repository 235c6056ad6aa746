"""What is written short on a ward, written out: "68 y/o pt w/ CKD" is a 68 year old patient with CKD.

The short forms are in shorthand.toml. One that means several things is written out beside a word that tells which, and
is left as it stands otherwise: a wrong guess would answer another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from curbside.evidence.data_files import ANY, load_data, named

_SPACE, _ENDS = r"\s*", r"(?![\w/+-])"


@dataclass(frozen=True, slots=True)
class _Short:
    """What a short form is written out as, and the words beside which alone it means that, lower-cased."""

    written: str
    near: frozenset[str] | None = None


def written_out(text: str) -> str:
    """A question with its short forms written out; the same text if it has none."""
    pattern, forms = _forms()
    if pattern.search(text) is None:
        return text
    words = frozenset(re.findall(r"[\w+-]+", text.lower()))
    return pattern.sub(lambda found: _meant(found[0].rstrip(), forms, words), text)


def _meant(form: str, forms: dict[str, _Short], words: frozenset[str]) -> str:
    """What a form is written out as among these words of its question."""
    short = forms[form]
    if short.near is not None and short.near.isdisjoint(words - {form.lower()}):
        return form
    return f"{short.written} " if form.endswith("/") else short.written


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], dict[str, _Short]]:
    """Every form as it may be typed, and a pattern for any of them by itself.

    A question may open with a capital: "Pt with gout". GAS in capitals is not what gas is.
    """
    data = load_data("answer", "shorthand.toml", {"always": {ANY: str}, "beside": {ANY: named("is near", str)}})
    forms = {form: _Short(written) for form, written in data["always"].items()}
    for form, entry in data["beside"].items():
        forms[form] = _Short(entry["is"], frozenset(entry["near"].lower().split()))
    opening = {
        form.capitalize(): _Short(short.written.capitalize(), short.near)
        for form, short in forms.items()
        if form.islower()
    }
    return re.compile(rf"(?<![\w/.-])(?:{_any(forms)})|\A(?:{_any(opening)})"), {**opening, **forms}


def _any(forms: Iterable[str]) -> str:
    """A pattern for any of some forms, the longest first; what stands right behind "w/" is the next word."""
    longest = sorted(set(forms), key=lambda form: (-len(form), form))
    return "|".join(re.escape(form) + (_SPACE if form.endswith("/") else _ENDS) for form in longest)
