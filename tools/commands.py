"""Write docs/commands.md, the reference of the command line: `python tools/commands.py`.

Made from the commands themselves; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from onrecord.cli import app

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"
MARKUP = re.compile(r"\[/?(?:bold|dim|italic|red|green|yellow|blue)\]")


def page() -> str:
    """The page's Markdown."""
    group = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "Made by `python tools/commands.py` from the commands; `onrecord COMMAND --help` prints the same.",
        "",
        _plain(group.help or ""),
        "",
        "| command | what it does |",
        "| --- | --- |",
    ]
    found = list(_commands(group, "onrecord"))
    lines += [f"| [`{name}`](#{_anchor(name)}) | {_first(command.help or '')} |" for name, command in found]
    for name, command in found:
        lines += ["", *_command(name, command)]
    return "\n".join(lines) + "\n"


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Every command with its full name; a group that does something by itself is one too."""
    for name in group.commands:
        command = group.commands[name]
        full = f"{prefix} {name}"
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield full, command
        if hasattr(command, "commands"):
            yield from _commands(command, full)


def _command(name: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    shown = " ".join(p.metavar or p.name.upper() for p in arguments)
    yield f"## {name}"
    yield ""
    yield f"`{name}{f' {shown}' if shown else ''}{' [OPTIONS]' if options else ''}`"
    yield ""
    yield _plain(command.help or "")
    if command.epilog:
        example = _plain(command.epilog).removeprefix("Example: ")
        yield from ("", "```sh", example, "```")
    if arguments or options:
        yield from ("", "| argument, option | what it is |", "| --- | --- |")
        for p in (*arguments, *options):
            yield f"| {_names(p)} | {_told(p)} |"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    takes = "" if getattr(parameter, "is_flag", False) else f" {_takes(parameter)}"
    return f"`{', '.join((*parameter.opts, *parameter.secondary_opts))}{takes}`"


def _takes(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "/".join(str(member.value) for member in kind)
    return str(parameter.metavar or getattr(kind, "__name__", "value").upper()).replace("|", "/")


def _told(parameter: Any) -> str:
    needed = " Needed." if parameter.required and parameter.param_type_name == "option" else ""
    default = parameter.default
    shown = default is not None and not isinstance(default, bool) and "Default:" not in (parameter.help or "")
    given = f" Default: {getattr(default, 'value', default)}." if shown else ""
    return _plain(parameter.help or "").replace("|", "/") + given + needed


def _plain(text: str) -> str:
    paragraphs = MARKUP.sub("", text).strip().split("\n\n")
    return "\n\n".join(" ".join(p.split()) for p in paragraphs)


def _first(text: str) -> str:
    return _plain(text).split("\n\n")[0].replace("|", "/")


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
