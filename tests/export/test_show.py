"""The article view: evidence numbered, what was set aside folded, speech with its holder."""

import io

from rich.console import Console

from builders import document, harbour, reading
from onrecord.export.show import article
from onrecord.model.reading import Reading


def printed(made: Reading, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(article(made, width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_evidence_carries_the_numbers_of_its_claims() -> None:
    out = printed(harbour())
    assert "Soldiers¹˒² seized¹ the port of Velden¹ on Saturday¹˒² and arrested²" in " ".join(out.split())
    assert "may strike⁴ next week⁴" in out


def test_reported_speech_is_tied_to_its_holder_by_a_letter() -> None:
    out = " ".join(printed(harbour()).split())
    assert "The interior ministry³ᵇ denied ⟨that anyone³ was beaten³⟩ᵇ." in out


def test_furniture_is_folded_into_one_note() -> None:
    text = "Troops left.\nDonate now\nRead more\nThey may come back.\nSubscribe"
    kinds = {"Donate": "furniture", "Read more": "furniture", "Subscribe": "furniture"}
    out = printed(reading(document(text, kinds=kinds)))
    assert "┄ set aside: 2 lines ┄ Donate now" in out
    assert "┄ set aside: 1 line ┄ Subscribe" in out
    assert "Read more" not in out


def test_the_claims_stand_below_and_lines_fit() -> None:
    out = printed(harbour(), 80)
    assert out.index("Crane operators⁴") < out.index("PROTEST") < out.index("● actual")
    assert max(map(len, out.splitlines())) <= 80


def test_escape_sequences_of_an_article_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in printed(reading(document("Troops \x1b[2J left.\r\nThey\rwent.")))
