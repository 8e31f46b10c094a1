"""A call's inputs become documents in order, and each wrong one an error in its place."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import SourceError
from onrecord.settings import Settings
from onrecord.sources import collect

SETTINGS = Settings()
ARTICLE = "TORVIK - Two soldiers died on Monday, the army said.\r\nNobody else was hurt.\n"


def read(*inputs: str | Path, settings: Settings = SETTINGS, given: Metadata | None = None, stdin: bytes = b"") -> list:
    given = given or Metadata()
    return list(collect([str(i) for i in inputs], settings=settings, given=given, stdin=io.BytesIO(stdin)))


def one_failure(*inputs: str | Path, settings: Settings = SETTINGS, stdin: bytes = b"") -> Failure:
    (found,) = read(*inputs, settings=settings, stdin=stdin)
    assert isinstance(found, Failure)
    assert "\n" not in found.message + found.hint and found.hint
    return found


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_text_file_keeps_its_bytes_and_its_path_is_its_id(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", ARTICLE)
    (raw,) = read(path, given=Metadata(published="2031-05-04T08:00Z", publisher="The Torvik Post"))
    assert raw == Raw(
        id=str(path),
        origin=str(path),
        kind="text",
        data=ARTICLE.encode(),
        given=Metadata(published="2031-05-04", publisher="The Torvik Post"),
    )


def test_a_folder_is_read_sorted_with_subfolders_and_without_hidden_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("news/b.txt", "news/a/z.txt", "news/.hidden.txt", "news/.git/x.txt", "news/c.bin"):
        write(Path(name), b"\x89PNG" if name.endswith("bin") else ARTICLE)
    found = read("news")
    assert [(type(f).__name__, f.id) for f in found] == [
        ("Raw", "news/a/z.txt"),
        ("Raw", "news/b.txt"),
        ("Failure", "news/c.bin"),
    ]
    assert [f.id for f in read("./news/")] == ["./news/a/z.txt", "./news/b.txt", "./news/c.bin"]


def test_a_glob_gives_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("news/b.txt", "news/a/z.txt", "other.txt"):
        write(Path(name), ARTICLE)
    assert [f.id for f in read("news/*.txt")] == ["news/b.txt"]
    assert [f.id for f in read("news/**")] == ["news/a/z.txt", "news/b.txt"]
    assert all(isinstance(f, Raw) for f in read("news/**"))


def test_a_file_whose_name_looks_like_a_glob_is_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "report[1].txt", ARTICLE)
    assert [f.id for f in read(path)] == [str(path)]


def test_standard_input_may_hold_text_or_records() -> None:
    (raw,) = read("-", stdin=ARTICLE.encode())
    assert (raw.id, raw.origin, raw.kind, raw.data) == ("-", "-", "text", ARTICLE.encode())
    assert [f.id for f in read("-", stdin=b'{"text": "Two died."}\n{"id": "b", "text": "One died."}')] == ["-#1", "b"]


def test_jsonl_records_carry_their_own_metadata_and_are_filled_up_with_what_was_given(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": " Two died.\r\n", "published": "2031-05-04", "desk": {"n": 1}, "url": "https://x.example/"},
        {"id": 7, "text": "One died.", "published": None, "language": "en"},
    ]
    path = write(tmp_path / "news.txt", "\n".join(json.dumps(line) for line in lines))
    first, second = read(path, given=Metadata(published="2020", publisher="Post"))
    assert first == Raw(
        id="a",
        origin=str(path),
        kind="jsonl",
        data=b" Two died.\r\n",
        text=" Two died.\r\n",
        given=Metadata(published="2031-05-04", publisher="Post", url="https://x.example/", extra={"desk": {"n": 1}}),
    )
    assert (second.id, second.given) == ("7", Metadata(published="2020", publisher="Post", language="en"))


def test_a_jsonl_record_without_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", '{"text": "Two died."}\n\n{"text": "One died.", "id": ""}\n')
    assert [f.id for f in read(path)] == [f"{path}#1", f"{path}#3"]


@for_all(st.text(min_size=1, max_size=60).filter(str.strip))
def test_jsonl_texts_stay_character_for_character(text: str) -> None:
    (raw,) = read("-", stdin=json.dumps({"id": "a", "text": text}, ensure_ascii=False).encode())
    assert raw.text == text
    assert raw.data.decode() == text


def test_jsonl_in_utf16_is_read() -> None:
    (raw,) = read("-", stdin='{"id": "a", "text": "Zwölf starben – sagt er."}\n'.encode("utf-16"))
    assert raw.text == "Zwölf starben – sagt er."


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (b'{"id": "b", "text": "One', "bad_json", "Unterminated"),
        (b"no json", "bad_json", "Expecting value"),
        (b'["b", "One died."]', "bad_json", "list"),
        (b'{"id": "b", "text": "Caf\xe9"}', "bad_json", "0xe9"),
        (b'{"id": "b", "text": "One died.", "n": NaN}', "bad_json", "NaN"),
        (b"[" * 100_000, "bad_json", "recursion"),
        (b'{"id": "b", "text": "One \\ud83d died."}', "bad_record", "surrogate"),
        (b'{"id": "b\\udead", "text": "One died."}', "bad_record", "surrogate"),
        (b'{"id": "b", "text": "One died.", "n": 123456789012345678901234567890}', "bad_record", "64-bit"),
        (b'{"id": "b", "text": 12}', "bad_record", "'12'"),
        (b'{"id": ["b"], "text": "One died."}', "bad_record", "list"),
        (b'{"id": "b", "text": "One died.", "author": ["X"]}', "bad_record", "author"),
        (b'{"id": "b", "body": "One died."}', "no_text", "text"),
        (b'{"id": "b", "text": " \\n"}', "empty", "empty"),
        (b'{"id": "b", "text": "One died.", "published": 2031}', "bad_record", "2031"),
        (b'{"id": "a", "text": "Another."}', "duplicate_id", "'a'"),
    ],
)
def test_a_wrong_jsonl_line_is_an_error_in_its_place_and_the_others_are_read(
    tmp_path: Path, line: bytes, code: str, words: str
) -> None:
    path = write(tmp_path / "news.jsonl", b'{"id": "a", "text": "x"}\n' + line + b'\n{"id": "c", "text": "y"}\n')
    first, wrong, last = read(path)
    assert (first.id, last.id) == ("a", "c")
    assert isinstance(wrong, Failure)
    assert wrong.code == code
    assert words in wrong.message and str(path) in wrong.message
    assert "line 2" in wrong.message or code == "duplicate_id"
    wrong.id.encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_rows_are_documents_whatever_stands_between_the_cells(tmp_path: Path, delimiter: str) -> None:
    rows = ["id,Published,text,Region", 'a,2031-05-04,"Two died,\r\n""both"" on Monday.",North', ",,One died.,"]
    path = write(tmp_path / "news.csv", "\r\n".join(rows).replace(",", delimiter))
    first, second = read(path)
    text = 'Two died,\r\n"both" on Monday.'.replace(",", delimiter)
    assert (first.id, first.kind, first.text, first.data) == ("a", "csv", text, text.encode())
    assert first.given == Metadata(published="2031-05-04", extra={"Region": "North"})
    assert (second.id, second.text, second.given) == (f"{path}#4", "One died.", Metadata(extra={"Region": ""}))


def test_tab_separated_files_may_hold_plain_quotes(tmp_path: Path) -> None:
    path = write(tmp_path / "news.tsv", 'id\ttext\na\t"Two died," he said.\nb\tHe left.\n')
    assert [f.text for f in read(path)] == ['"Two died," he said.', "He left."]


def test_a_csv_cell_may_be_longer_than_the_csv_module_likes(tmp_path: Path) -> None:
    (raw,) = read(write(tmp_path / "news.csv", "id,text\na," + "Two died. " * 30_000))
    assert len(raw.text) == 300_000


def test_a_wrong_csv_row_is_an_error_in_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    rows = [
        "id,text,published",
        "a,Two died.,",
        "b,One died, he said.,",
        "c,,",
        "d,One died.,soon",
        'e,"One" died.,',
        "f,Three died.,2031",
    ]
    found = read(write(tmp_path / "news.csv", "\n".join(rows)))
    assert [(f.id.rpartition("#")[2], getattr(f, "code", "read")) for f in found] == [
        ("a", "read"),
        ("3", "bad_csv"),
        ("c", "no_text"),
        ("d", "read"),
        ("6", "bad_csv"),
        ("f", "read"),
    ]
    failed = [f for f in found if isinstance(f, Failure)]
    assert all(f"line {n}:" in f.message for n, f in zip((3, 4, 6), failed, strict=True))


def test_a_publication_date_that_is_none_is_unknown_and_kept_beside() -> None:
    (raw,) = read("-", stdin=b'{"id": "a", "text": "x", "published": "7:58 AM ET"}')
    assert isinstance(raw, Raw)
    assert (raw.given.published, raw.given.extra) == (None, {"published": "7:58 AM ET"})


def test_a_date_given_for_all_holds_where_the_records_own_is_none() -> None:
    given = Metadata(published="2031-03-09")
    (raw,) = read("-", stdin=b'{"id": "a", "text": "x", "published": "soon"}', given=given)
    assert isinstance(raw, Raw) and raw.given.published == "2031-03-09"


def test_a_csv_without_rows_is_empty() -> None:
    assert one_failure("-", stdin=b"id,text\n").code == "empty"


def test_duplicate_ids_are_found_across_all_inputs(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", ARTICLE)
    records = write(tmp_path / "b.jsonl", json.dumps({"id": str(path), "text": "x"}) + '\n{"id": "n", "text": "y"}')
    found = read(path, records, path)
    assert [getattr(f, "code", "read") for f in found] == ["read", "duplicate_id", "read", "duplicate_id"]


def test_an_id_may_be_used_again_after_a_record_that_could_not_be_read() -> None:
    found = read("-", stdin=b'{"id": "a", "text": " "}\n{"id": "a", "text": "x"}')
    assert [getattr(f, "code", "read") for f in found] == ["empty", "read"]


def test_empty_file(tmp_path: Path) -> None:
    assert one_failure(write(tmp_path / "a.txt", b"")).code == "empty"


def test_binary_file(tmp_path: Path) -> None:
    failure = one_failure(write(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n\0\0\0"))
    assert failure.code == "binary"
    assert str(tmp_path / "a.txt") in failure.message


@pytest.mark.parametrize("data", [b"Two died near Torvik\xc3, said B\xc3\xa5rd\xff.", b"Two\0 died.\0"])
def test_broken_utf8_and_nul_bytes_are_still_a_text(tmp_path: Path, data: bytes) -> None:
    (raw,) = read(write(tmp_path / "a.txt", data))
    assert (raw.kind, raw.data) == ("text", data)


def test_a_path_that_does_not_exist_and_the_next_that_does(tmp_path: Path) -> None:
    missing, good = read(tmp_path / "no.txt", write(tmp_path / "a.txt", ARTICLE))
    assert (missing.code, missing.id) == ("not_found", str(tmp_path / "no.txt"))
    assert isinstance(good, Raw)


def test_a_folder_without_files(tmp_path: Path) -> None:
    write(tmp_path / "news" / ".DS_Store", b"x")
    assert one_failure(tmp_path / "news").code == "no_files"


def test_a_folder_without_readable_files_gives_an_error_for_each(tmp_path: Path) -> None:
    write(tmp_path / "a.bin", b"\x7fELF\0\0")
    write(tmp_path / "b.txt", b"")
    os.mkfifo(tmp_path / "c.pipe")
    (tmp_path / "d.txt").symlink_to(tmp_path / "gone.txt")
    assert [f.code for f in read(tmp_path)] == ["binary", "empty", "not_a_file", "unreadable"]


def test_a_glob_that_matches_nothing(tmp_path: Path) -> None:
    assert one_failure(tmp_path / "*.txt").code == "no_match"


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    failure = one_failure(write(tmp_path / "a.txt", ARTICLE), settings=Settings(max_file_bytes=20))
    assert failure.code == "too_large"
    assert "20 bytes" in failure.message and "ONRECORD_MAX_FILE_BYTES" in failure.hint
    assert one_failure("-", stdin=b"x" * 21, settings=Settings(max_file_bytes=20)).code == "too_large"


def test_a_pipe_given_by_name_is_read(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, ARTICLE.encode())
    os.close(write_end)
    try:
        (raw,) = read(f"/dev/fd/{read_end}")
    finally:
        os.close(read_end)
    assert raw.data == ARTICLE.encode()


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "bad_path"), ("a\0b", "bad_path"), ("x" * 5000, "unreadable"), ("ftp://example.org/a", "bad_url")],
)
def test_names_that_are_no_paths(name: str, code: str) -> None:
    failure = one_failure(name)
    assert failure.code == code
    assert failure.id


def test_a_file_name_that_is_not_utf8_still_gives_an_id_that_json_can_hold(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    write(Path(name), ARTICLE)
    (raw,) = read(name)
    assert raw.id == raw.origin == f"{tmp_path}/caf\ufffd.txt"


def test_a_given_date_that_is_none_is_refused_before_anything_is_read() -> None:
    with pytest.raises(SourceError) as caught:
        collect(["-"], settings=SETTINGS, given=Metadata(published="soon"))
    assert caught.value.code == "bad_date"


def test_documents_are_read_lazily(tmp_path: Path) -> None:
    found = collect([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], settings=SETTINGS)
    write(tmp_path / "a.txt", ARTICLE)
    assert isinstance(next(found), Raw)
    write(tmp_path / "b.txt", ARTICLE)
    assert isinstance(next(found), Raw)
