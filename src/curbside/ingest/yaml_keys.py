"""Records that people write as YAML: `key: value` lines, read so that nothing is taken for what it was not meant."""

from __future__ import annotations

import re
from typing import Any

import yaml

from curbside.errors import UnreadableInput


def read_yaml_keys(text: str, what: str, hint: str, *, lines_before: int = 0) -> dict[str, Any]:
    """The keys and values of a YAML mapping.

    Raises UnreadableInput when it is none; `what` names it in the message, `lines_before` are those of the file that
    stand before it.
    """
    try:
        keys = yaml.load(text, Loader=_PlainLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1 + lines_before})" if mark is not None else ""
        raise UnreadableInput(f"{what} is not YAML{where}.", hint) from error
    if not isinstance(keys, dict):
        raise UnreadableInput(f"{what} is not `key: value` lines.", hint)
    return {str(key): value for key, value in keys.items()}


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases (which can unfold to gigabytes), tags, and silently repeated keys.

    Numbers are read as numbers only where that keeps them as written: YAML 1.1 takes issue 010 for 8, pages
    12:34 for 754 and issue 1.10 for 1.1. And only true and false are truth values: NO is Norway.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(None, None, "aliases and tags are not used here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value in seen:
                what = "is there twice" if isinstance(key_node, yaml.ScalarNode) else "is not a name"
                raise yaml.constructor.ConstructorError(None, None, f"`{key_node.value}` {what}", key_node.start_mark)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


_REWRITTEN = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool")
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _REWRITTEN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(?:0|[1-9][0-9]{0,17})\Z"), list("0123456789"))
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")
)
