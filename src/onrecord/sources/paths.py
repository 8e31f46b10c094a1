"""From what is written on a command line to files: paths, folders, globs."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.model.errors import SourceError
from onrecord.settings import Settings

_WILDCARDS = frozenset("*?[")
_SURROGATE = re.compile("[\ud800-\udfff]")


def expand(name: str) -> Iterator[tuple[str, SourceError | None]]:
    """The files that a path, a folder or a glob stands for, in sorted order, each named as found from what was given.

    A folder is read with all its subfolders, files and folders whose name begins with a dot left out. What cannot be
    listed comes with its error; symbolic links to folders are not followed, so that no walk is endless.
    """
    if not name or "\0" in name:
        problem = SourceError(
            "bad_path", f"{name!r} is no path", "Give a file, a folder, a URL, or - for standard input"
        )
        yield repr(name), problem
        return
    path = Path(name)
    try:
        is_folder, exists = path.is_dir(), os.path.lexists(path)
    except OSError as error:
        yield name, _unreadable(name, error)
        return
    if is_folder:
        yield from _folder(name)
    elif exists:
        yield name, None
    elif _WILDCARDS & set(name):
        yield from _glob(name)
    else:
        yield name, _missing(name)


def read_file(name: str, settings: Settings, *, member: bool = False) -> bytes:
    """The bytes of one file. A `member` of a folder or glob must be a regular file: a pipe there would wait for ever.

    Raises SourceError `unreadable`, `not_a_file` or `too_large`.
    """
    path = Path(name)
    try:
        info = path.stat()
        if member and not stat.S_ISREG(info.st_mode):
            raise SourceError("not_a_file", f"{name} is no regular file", "Leave it out, or give it by its own name")
        if info.st_size > settings.max_file_bytes:
            raise _too_large(name, settings)
        with path.open("rb") as stream:
            return read_stream(stream, name, settings)
    except OSError as error:
        raise _unreadable(name, error) from error


def read_stream(stream: BinaryIO, name: str, settings: Settings) -> bytes:
    """All bytes of an open stream. Raises SourceError `too_large` above settings.max_file_bytes, else OSError."""
    data = stream.read(settings.max_file_bytes + 1)
    if len(data) > settings.max_file_bytes:
        raise _too_large(name, settings)
    return data


def printable(name: str) -> str:
    """The name as valid Unicode: what of a file name is not UTF-8 becomes U+FFFD, or no JSON could hold it."""
    return _SURROGATE.sub("\ufffd", name)


def _folder(name: str) -> Iterator[tuple[str, SourceError | None]]:
    found: list[tuple[Path, SourceError | None]] = []
    root = Path(name)

    def refuse(error: OSError) -> None:
        found.append((Path(error.filename), _unreadable(str(error.filename), error)))

    for folder, subfolders, files in os.walk(root, onerror=refuse):
        subfolders[:] = [sub for sub in subfolders if not sub.startswith(".")]
        found.extend((Path(folder, file), None) for file in files if not file.startswith("."))
    if not found:
        error = SourceError("no_files", f"folder {name} holds no files", "Give a folder with articles, or the files")
        yield name, error
    prefix = name if name.endswith("/") else f"{name}/"
    for path, problem in sorted(found, key=lambda one: one[0].parts):
        yield (name if path == root else prefix + path.relative_to(root).as_posix()), problem


def _glob(name: str) -> Iterator[tuple[str, SourceError | None]]:
    matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 Path.glob would also give hidden files
    if not matches:
        yield name, SourceError("no_match", f"no file matches {name!r}", "Check the pattern and the folder it is in")
    seen: set[Path] = set()
    for match in matches:
        inner = _folder(match) if Path(match).is_dir() else iter([(match, None)])
        for file, problem in inner:
            empty_inside = problem is not None and problem.code == "no_files" and len(matches) > 1
            if Path(file) not in seen and not empty_inside:
                seen.add(Path(file))
                yield file, problem


def _missing(name: str) -> SourceError:
    if "://" in name:
        return SourceError(
            "bad_url", f"{name} is no http or https URL", "Give an address such as https://example.org/a"
        )
    return SourceError("not_found", f"{name} does not exist", f"Check the path; it was looked up from {Path.cwd()}")


def _unreadable(name: str, error: OSError) -> SourceError:
    reason = error.strerror or str(error)
    return SourceError(
        "unreadable", f"{name} cannot be read: {reason}", "Check that it exists and that you may read it"
    )


def _too_large(name: str, settings: Settings) -> SourceError:
    return SourceError(
        "too_large",
        f"{name} is longer than {settings.max_file_bytes} bytes",
        "Split it, or raise ONRECORD_MAX_FILE_BYTES",
    )
