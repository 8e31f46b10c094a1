"""Articles cut into pieces at the ends of their evidence."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from builders import harbour
from onrecord.export.evidence import Evidence, claim_labels, evidence, letters, pieces, shared_out
from onrecord.model.span import Span


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


def test_evidence_of_two_claims_is_numbered_for_both() -> None:
    made = harbour()
    (block,) = [b for b in made.document.blocks if made.text[b.span.start :].startswith("Soldiers")]
    first = next(p for p in pieces(made.text, block.span, evidence(made)) if p.text == "Soldiers")
    assert claim_labels(first.closes) == ["1", "2"]
    assert {e.role for e in first.held} == {"actor", "content"}


def spans(size: int) -> st.SearchStrategy[Span]:
    ends = st.lists(st.integers(0, size), min_size=2, max_size=2, unique=True)
    return ends.map(lambda pair: Span(*sorted(pair)))


def cases(text: str) -> st.SearchStrategy[tuple[str, Span, list[Span]]]:
    return st.tuples(st.just(text), spans(len(text)), st.lists(spans(len(text))))


@given(st.text(min_size=1, max_size=40).flatmap(cases))
def test_pieces_are_the_part_and_nothing_else(case: tuple[str, Span, list[Span]]) -> None:
    text, part, found = case
    held = [Evidence(span, "trigger", str(n)) for n, span in enumerate(found)]
    cut = list(pieces(text, part, held))
    assert "".join(p.text for p in cut) == part.of(text)
    touching = [e for e in held if e.span.overlap(part)]
    assert sorted(e.label for p in cut for e in p.opens) == sorted(e.label for e in touching)
    assert sorted(e.label for p in cut for e in p.closes) == sorted(e.label for e in touching)


@given(st.text(min_size=1, max_size=40).flatmap(cases))
def test_each_part_gets_the_evidence_on_it_and_no_other(case: tuple[str, Span, list[Span]]) -> None:
    text, middle, found = case
    ends = sorted({0, middle.start, middle.end, len(text)})
    parts = [Span(a, b) for a, b in pairwise(ends)][::2]  # with gaps
    held = [Evidence(span, "trigger", str(n)) for n, span in enumerate(found)]
    assert shared_out(parts, held) == [[e for e in held if e.span.overlap(part)] for part in parts]


def test_many_claims_in_one_paragraph_are_looked_at_once_a_piece() -> None:
    looks = 0

    class Counted(Span):
        def overlap(self, other: Span) -> int:
            nonlocal looks
            looks += 1
            return super().overlap(other)

    count = 500
    held = [Evidence(Counted(n * 10, n * 10 + 5), "trigger", str(n)) for n in range(count)]
    cut = list(pieces("a" * count * 10, Span(0, count * 10), held))
    assert len(cut) == 2 * count
    assert looks == count
