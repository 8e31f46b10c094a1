"""Codebooks of one's own: right ones load, wrong ones are refused with file, line and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import onrecord.ontology
from onrecord.model.errors import VocabularyError
from onrecord.ontology import load, load_folder, nodes

SHIPPED = Path(onrecord.ontology.__file__).parent
FILES = ("plover.yaml", "statuses.yaml", "stances.yaml", "sectors.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    """Replace the first `old`, which must be there, and give the line (from 1) where the new text starts."""
    text = path.read_text("utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return text.count("\n", 0, at) + 1


def line_of(path: Path, text: str) -> int:
    return path.read_text("utf-8").split(text)[0].count("\n") + 1


def refusal(folder: Path) -> VocabularyError:
    with pytest.raises(VocabularyError) as caught:
        load_folder(folder)
    return caught.value


def test_a_copy_of_the_package_equals_it(folder: Path) -> None:
    assert load_folder(folder) == load()


def test_both_yaml_loaders_read_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "SafeLoader", yaml.SafeLoader)
    assert load_folder(folder) == load()


def test_a_type_can_be_added_at_the_end(folder: Path) -> None:
    path = folder / "plover.yaml"
    change(path, "COERCE, ASSAULT]", "COERCE, ASSAULT, ELECT]")
    with path.open("a", encoding="utf-8") as file:
        file.write(
            "  - name: ELECT\n    label: Vote\n    quad_class: verbal-cooperation\n    recipient_required: false\n"
            "    definition: People choose who is to hold an office.\n"
            "    roles: {actor: who votes, recipient: who is chosen, object: the office}\n    modes: {run-off: again}\n"
            '    examples:\n      - {text: "Tiren [[elected]] a mayor.", mode: null}\n'
            '      - {text: "Tiren [[voted]] again on Sunday.", mode: run-off}\n    borderline: [A poll is none.]\n'
        )
    ontology = load_folder(folder)
    assert ontology.type_names[-1] == "ELECT"
    assert ontology.labels[-2:] == (("ELECT", None), ("ELECT", "run-off"))
    example = ontology.type("ELECT").examples[0]
    assert (example.text, example.marked.of(example.text)) == ("Tiren elected a mayor.", "elected")


# file, old text, new text, lines from the change to the line that the refusal must name, code, reason
WRONG = [
    ("plover.yaml", "    label: Talks", "    lable: Talks", 0, "unknown_key", "key 'lable' is not known here"),
    ("plover.yaml", "licence: >-", "license: >-", 0, "unknown_key", "key 'license' is not known here"),
    ("plover.yaml", "    label: Talks and visits\n", "", -1, "missing_key", "key 'label' is missing"),
    ("plover.yaml", "version: plover-2.0-draft\n", "", 0, "missing_key", "key 'version' is missing"),
    ("plover.yaml", "      recipient: on a visit, the host; else nobody\n", "", -1, "missing_key", "key 'recipient'"),
    ("plover.yaml", "      phone: ", "      visit: ", 0, "duplicate_key", "key 'visit' stands here a second time"),
    ("plover.yaml", "types:\n", "version: x\ntypes:\n", 0, "duplicate_key", "key 'version' stands here a second"),
    ("plover.yaml", "- name: SUPPORT", "- name: CONSULT", 0, "duplicate_name", "'CONSULT' is described a second time"),
    ("plover.yaml", "[AGREE, CONSULT", "[AGREE, AGREE", 0, "duplicate_name", "'AGREE' stands in order a second time"),
    ("plover.yaml", "[AGREE, CONSULT", "[CONSULT, AGREE", 3, "wrong_order", "'AGREE' stands where order has CONSULT"),
    ("plover.yaml", ", ASSAULT]", "]", None, "wrong_order", "'ASSAULT' stands where order has no more entries"),
    ("plover.yaml", ", ASSAULT]", ", ASSAULT, ELECT]", -1, "missing_entry", "'ELECT' is in order but not described"),
    ("plover.yaml", "[[offered]]", "offered", 0, "bad_mark", "must mark one word group"),
    ("plover.yaml", "[[offered]]", "[[]]", 0, "bad_mark", "must mark one word group"),
    ("plover.yaml", "[[offered]]", "[[offered", 0, "bad_mark", "must mark one word group"),
    ("plover.yaml", "[[offered]] to", "[[offered]] [[to]]", 0, "bad_mark", "must mark one word group"),
    ("plover.yaml", "[[offered]] to", "]]offered[[ to", 0, "bad_mark", "must mark one word group"),
    ("plover.yaml", "        mode: visit", "        mode: journey", 0, "unknown_value", "mode 'journey' is not known"),
    ("plover.yaml", "        mode: null", "        mode: visit", 0, "unknown_value", "mode 'visit' is not known"),
    ("plover.yaml", "verbal-cooperation", "verbal", 0, "unknown_value", "quad_class 'verbal' is not known"),
    ("plover.yaml", "_required: false", "_required: maybe", 0, "wrong_kind", "must be true or false, not str 'maybe'"),
    ("plover.yaml", "label: Talks and visits", "label: ''", 0, "empty_value", "label is empty"),
    ("plover.yaml", "label: Talks and visits", "label:", 0, "empty_value", "label is empty"),
    ("plover.yaml", "label: Talks and visits", "label: no", 0, "wrong_kind", "label must be text, not bool 'no'"),
    ("plover.yaml", "label: Talks and visits", "label: [Talks]", 0, "wrong_kind", "label must be text, not a list"),
    ("plover.yaml", "    modes: {}", "    modes: [visit]", 0, "wrong_kind", "a mapping must stand here, not a list"),
    ("plover.yaml", "    modes: {}", "    modes: {visit: }", 0, "empty_value", "mode visit is empty"),
    (
        "plover.yaml",
        "types:\n",
        "types:\n  - CONSULT\n",
        1,
        "wrong_kind",
        "must stand here, not str 'CONSULT'",
    ),
    ("plover.yaml", "licence: >-", "licence: >-x", 0, "not_yaml", "not YAML"),
    ("plover.yaml", "types:\n", "types: ]\n", 0, "not_yaml", "not YAML"),
    ("plover.yaml", "types:\n", "types:\x07\n", 0, "not_yaml", "not YAML"),
    ("statuses.yaml", "[actual, future", "[future, actual", 0, "wrong_order", "order is future, actual, hypothetical"),
    (
        "statuses.yaml",
        "hypothetical, negated]",
        "hypothetical]",
        0,
        "wrong_order",
        "order is actual, future",
    ),
    ("stances.yaml", "denies, alleges]", "denies, alleges, doubts]", 0, "wrong_order", "order is asserts, confirms"),
    (
        "stances.yaml",
        "- name: confirms",
        "- name: doubts",
        0,
        "wrong_order",
        "'doubts' stands where order has",
    ),
    (
        "stances.yaml",
        '      - "Two shells',
        '      # "Two shells',
        1,
        "too_few",
        "examples has 1 of at least 2",
    ),
    ("sectors.yaml", "label: Judiciary", "labels: Judiciary", 0, "unknown_key", "key 'labels' is not known here"),
    ("sectors.yaml", "[[Ostria]] recalled", "Ostria recalled", 0, "bad_mark", "must mark one word group"),
    ("sectors.yaml", "terms:\n", "terms: []\nx:\n", 1, "unknown_key", "key 'x' is not known here"),
]


@pytest.mark.parametrize(("file", "old", "new", "ahead", "code", "reason"), WRONG)
def test_a_wrong_file_is_refused_with_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, ahead: int | None, code: str, reason: str
) -> None:
    line = change(folder / file, old, new)
    error = refusal(folder)
    expected = line_of(folder / file, "- name: ASSAULT") if ahead is None else line + ahead
    assert error.code == code
    assert error.message.startswith(f"{folder / file}, line {expected}: ")
    assert reason in error.message
    assert "\n" not in str(error)
    assert error.hint


def test_an_empty_definition_is_refused(folder: Path) -> None:
    path = folder / "sectors.yaml"
    line = change(path, "    definition: Courts, tribunals and judges, and", "    definition: ''\n    # and")
    error = refusal(folder)
    assert error.message == f"{path}, line {line}: definition is empty"


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "stances.yaml").unlink()
    error = refusal(folder)
    assert error.code == "missing_file"
    assert str(folder / "stances.yaml") in error.message


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").code == "missing_file"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only a comment\n"])
def test_an_empty_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "sectors.yaml").write_bytes(content)
    error = refusal(folder)
    assert error.code == "empty_file"
    assert error.message.startswith(f"{folder / 'sectors.yaml'}, line 1: ")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"source: x\nlicence: caf\xe9\n", "not_utf8", 2),
        (b"source: x\n\x00\n", "not_yaml", 2),
        (b"source: x\n---\nsource: y\n", "not_yaml", 2),
        (b"[" * 100_000, "not_yaml", 1),
        (b"- source\n", "wrong_kind", 1),
        (b"\x89PNG\r\n\x1a\n", "not_utf8", 1),
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, nodes.SafeLoader])
def test_what_is_not_a_vocabulary_at_all_is_refused(
    folder: Path, content: bytes, code: str, line: int, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "SafeLoader", loader)
    (folder / "statuses.yaml").write_bytes(content)
    error = refusal(folder)
    assert error.code == code
    assert error.message.startswith(f"{folder / 'statuses.yaml'}, line {line}: ")
