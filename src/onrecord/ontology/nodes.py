"""YAML read as nodes that know their line, so that every refusal names file, line and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import NoReturn

import yaml

from onrecord.model.errors import VocabularyError
from onrecord.model.span import Span

SafeLoader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOT_IN_YAML = yaml.reader.Reader.NON_PRINTABLE  # libyaml gives its place in bytes only, not its line
TAG = "tag:yaml.org,2002:"
OPEN, CLOSE = "[[", "]]"


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML node and the file it stands in. Its readers return plain values or refuse with VocabularyError."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """The node's first line, from 1."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, code: str, reason: str, hint: str) -> NoReturn:
        """Raise VocabularyError for this node."""
        refuse(self.file, self.line, code, reason, hint)

    def mapping(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, Node]:
        """The node's entries. With `required` or `optional` keys given, no others and all required ones."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("wrong_kind", f"a mapping must stand here, not {_kind(self.node)}", "Write `key: value` lines")
        entries: dict[str, Node] = {}
        required = tuple(required)
        known = (*required, *optional)
        for key_node, value_node in self.node.value:
            key_at = Node(self.file, key_node)
            key = key_at.text("a key")
            if key in entries:
                key_at.refuse("duplicate_key", f"key {key!r} stands here a second time", "Keep one of the two")
            if known and key not in known:
                key_at.refuse("unknown_key", f"key {key!r} is not known here", f"Use {', '.join(known)}")
            entries[key] = Node(self.file, value_node)
        for key in required:
            if key not in entries:
                self.refuse("missing_key", f"key {key!r} is missing", f"Add `{key}:` to the entry that starts here")
        return entries

    def items(self, what: str, at_least: int = 0) -> list[Node]:
        """The node's list entries, `at_least` so many."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse("wrong_kind", f"{what} must be a list, not {_kind(self.node)}", "Write `- entry` lines")
        if len(self.node.value) < at_least:
            self.refuse("too_few", f"{what} has {len(self.node.value)} of at least {at_least} entries", "Add entries")
        return [Node(self.file, node) for node in self.node.value]

    def text(self, what: str) -> str:
        """The node's string, which must hold more than white space."""
        if isinstance(self.node, yaml.ScalarNode) and (self.node.tag == TAG + "null" or not self.node.value.strip()):
            self.refuse("empty_value", f"{what} is empty", "Write it out")
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag != TAG + "str":
            self.refuse("wrong_kind", f"{what} must be text, not {_kind(self.node)}", "Put the value in quotes")
        return str(self.node.value).strip()

    def text_or_none(self, what: str) -> str | None:
        """The node's string, or None for YAML's null."""
        return None if self.node.tag == TAG + "null" else self.text(what)

    def flag(self, what: str) -> bool:
        """The node's truth value."""
        if self.node.tag != TAG + "bool" or self.node.value.lower() not in ("true", "false"):
            self.refuse("wrong_kind", f"{what} must be true or false, not {_kind(self.node)}", "Write true or false")
        return bool(self.node.value.lower() == "true")

    def one_of(self, what: str, known: Iterable[str]) -> str:
        """The node's string, which must be one of `known`."""
        value, known = self.text(what), tuple(known)
        if value not in known:
            self.refuse("unknown_value", f"{what} {value!r} is not known", f"Use {', '.join(known) or 'null'}")
        return value

    def marked(self, what: str) -> tuple[str, Span]:
        """The node's string without its one `[[…]]` mark, and the span of what the mark held."""
        text = self.text(what)
        before, opened, rest = text.partition(OPEN)
        held, closed, after = rest.partition(CLOSE)
        if not (opened and closed and held.strip()) or OPEN in held + after or CLOSE in before + after:
            self.refuse(
                "bad_mark",
                f"{what} {text!r} must mark one word group",
                f"Put {OPEN} and {CLOSE} around it, once",
            )
        return before + held + after, Span(len(before), len(before) + len(held))


def refuse(file: str, line: int, code: str, reason: str, hint: str) -> NoReturn:
    """Raise VocabularyError that names file, line (from 1) and reason."""
    raise VocabularyError(code, f"{file}, line {line}: {reason}", hint)


def parse(path: Traversable) -> Node:
    """The top node of a YAML file. Raises VocabularyError if it is missing, not UTF-8, not YAML or empty."""
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VocabularyError(
            "missing_file", f"{file} cannot be read: {error.strerror}", "Give a file that is there and can be read"
        ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(file, line, "not_utf8", f"byte {data[error.start]:#04x} is not UTF-8", "Save the file as UTF-8")
    if control := NOT_IN_YAML.search(text):
        line = text.count("\n", 0, control.start()) + 1
        refuse(file, line, "not_yaml", f"not YAML: control character {control.group()!r}", "Remove the character")
    try:
        node = yaml.compose(text, Loader=SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.problem, error.context) if part)
        refuse(file, mark.line + 1 if mark else 1, "not_yaml", f"not YAML: {problem}", "Correct this line")
    except RecursionError:  # of the pure Python loader; libyaml has a limit of its own
        refuse(file, 1, "not_yaml", "not YAML: nested too deeply", "Start from the file that ships with onrecord")
    if node is None:
        refuse(file, 1, "empty_file", "the file is empty", "Copy the file that ships with onrecord and change it")
    return Node(file, node)


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return f"{str(node.tag).removeprefix(TAG)} {node.value!r}"
