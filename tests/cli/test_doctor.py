"""`onrecord doctor`."""

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import Result

import onrecord
from onrecord.cli import doctor

Cli = Callable[..., Result]


def test_json_names_versions_paths_and_digests(cli: Cli) -> None:
    checks = {c["name"]: c for c in json.loads(cli("doctor", "--json").stdout)}
    assert checks["onrecord"]["value"].startswith(onrecord.__version__)
    assert checks["rich"]["value"] == metadata.version("rich")
    assert checks["rich"]["state"] == "ok"
    assert {"python", "cores", "weights", "torch (train)"} <= set(checks)
    assert "plover-2.0" in checks["ontology"]["value"] and "sha256 " in checks["ontology"]["value"]


def test_missing_weights_are_named_with_what_to_do(cli: Cli, tmp_path: Path) -> None:
    result = cli("doctor", "--weights", tmp_path)
    assert result.exit_code == 1
    assert "✗  weights" in result.stdout and "--weights" in result.stdout
    assert "Missing: weights" in result.stdout


def test_an_absent_extra_is_no_defect_but_an_absent_library_is(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["rich>=14", "nosuchlib>=2", "nosuchextra>=1; extra == 'train'"]
    monkeypatch.setattr(metadata, "requires", lambda name: wanted)
    states = {c.name: (c.state, c.hint) for c in doctor._libraries()}
    assert states["rich"] == ("ok", None)
    assert states["nosuchlib"] == ("missing", "pip install 'nosuchlib>=2'")
    assert states["nosuchextra (train)"] == ("absent", "Only if you need it: pip install 'onrecord[train]'")


def test_a_digest_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = doctor._digest(tmp_path)
    (tmp_path / "a").write_text("2")
    assert doctor._digest(tmp_path) != before
