"""The reader, with the package's own weights: what must hold for any text and any weights that are worth shipping."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import article
from builders import HARBOUR, document, find
from onrecord.extract import Reader
from onrecord.language import labels
from onrecord.model.document import SILENT_KINDS, BlockKind, Document
from onrecord.model.reading import Reading, claim_key
from onrecord.model.span import Span
from onrecord.ontology import load

STORY = (
    "Gunmen killed four police officers in Velden on Monday, Governor Ada Morn said. "
    "Morn told reporters that soldiers had arrested two suspects in Kessia."
)
LAYOUT: dict[str, BlockKind] = {"Port of": "heading", "Support": "furniture", "Kessia": "credit"}


def claim_spans(read: Reading) -> list[Span]:
    """Every span of every claim."""
    out = []
    for c in read.claims:
        out.append(c.trigger.span)
        out += [m.span for m in (*c.actors, *c.recipients, *c.objects, *c.place, *c.quantities)]
        out += [c.time.span] if c.time else []
        out += [s for chain in c.sources for h in chain for s in (h.span, h.cue) if s]
    return out


def speech_spans(read: Reading) -> list[Span]:
    return [s for a in read.attributions for s in (*a.source, *a.cue, *a.content)]


def check(read: Reading) -> Reading:
    """What holds for every reading, whatever the text."""
    text, blocks = read.text, read.document.blocks
    named = [m.span for m in read.mentions]
    spans = [*claim_spans(read), *speech_spans(read), *named, *(t.span for t in read.times)]
    assert all(s.of(text).strip() == s.of(text) != "" for s in spans)
    silent = [b.span for b in blocks if b.kind in ("furniture", "credit")]
    assert not any(s.overlap(b) for s in spans for b in silent)
    mute = [b.span for b in blocks if b.kind in SILENT_KINDS]
    assert not any(c.trigger.span.overlap(b) for c in read.claims for b in mute)
    for ordered in (named, [t.span for t in read.times], [c.trigger.span for c in read.claims]):
        assert all(a.end <= b.start for a, b in pairwise(ordered))
    assert {m.entity for m in read.mentions} == {e.id for e in read.entities}
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    ordinals: Counter[Span] = Counter()
    modes = {t.name: {m.name for m in t.modes} for t in load().types}
    for c in read.claims:
        assert c.key == claim_key(digest, c.trigger.span, ordinals[c.trigger.span])
        ordinals[c.trigger.span] += 1
        assert c.mode is None or c.mode in modes[c.type]
        assert c.status in labels.STATUSES
        assert all(h.stance in labels.STANCES for chain in c.sources for h in chain)
        assert 0 <= c.confidence <= 1
    return read


def read(reader: Reader, text: str, least: float | None = 0.0, kinds: dict[str, BlockKind] | None = None) -> Reading:
    (found,) = reader.read([document(text, kinds=kinds)], least)
    return check(found)


def test_a_plain_report_is_read(reader: Reader) -> None:
    """The broadest of expectations: killed, four, Velden, Monday, the governor's words."""
    found = read(reader, STORY, None)
    assert "ASSAULT" in {c.type for c in found.claims if c.trigger.text == "killed"}
    assert {"Velden", "Kessia"} <= {m.text for m in found.mentions}
    assert "Monday" in {t.text for t in found.times}
    assert find(STORY, "told") in {s for a in found.attributions for s in a.cue}
    assert "Governor Ada Morn" in {h.text for c in found.claims for chain in c.sources for h in chain}


def test_the_reading_says_what_made_it(reader: Reader) -> None:
    made_by = read(reader, STORY).made_by
    assert made_by.model == reader.encoder.card.model
    assert made_by.ontology == load().version


STRANGE = {
    "nothing": "",
    "white space": " \n\t \u2028",
    "one word": "Velden",
    "marks": "... ?! -- ***",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7 \u2764\ufe0f",
    "only a quotation": "“We will not leave this square until the governor resigns.”",
    "capitals": "GUNMEN KILLED FOUR POLICE OFFICERS IN VELDEN ON MONDAY, THE GOVERNOR SAID",
    "one long sentence": "The army said rebels " + "attacked a post and then " * 60 + "fled.",
    "a table": "Region\tKilled\tHurt\nVelden\t4\t12\nKessia\t0\t3\n| a | b |\n|---|---|\n| 1 | 2 |",
    "code": "def kill(pid: int) -> None:\n    os.kill(pid, 9)  # attack\n\nif __name__ == '__main__':\n    kill(7)",
    "a poem": "The soldiers came at dawn,\nthe river ran with red,\n\nand no one asked them why\nor counted the dead.",
    "prices": "Bread 3.20, milk 1.10, eggs 4.50; wheat +0.4 % at $212.25/t, oil −1.2 % at $71.04",
    "accents": "Jose\u0301 Nun\u0303ez arrested Rene\u0301 in Bogota\u0301 on Monday, Ange\u0301lique said.",
    "right to left": "The group حركة النهضة attacked \u200fתל אביב\u200f on Monday, the army said.",
    "marks of the model": "[CLS] The army [MASK] attacked [SEP] Velden [PAD] [UNK]",
    "nul": "The army\x00 attacked\x00Velden, the go\x00vernor said.",
    "other line ends": "Police shot two.\r\n\r\nThe army denied it.\rThe end.\u2028Really.",
    "no space": "Thearmyattacked" * 2000,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_texts_are_read_with_whole_spans(reader: Reader, text: str) -> None:
    read(reader, text)


def test_a_lone_surrogate_is_no_word(reader: Reader) -> None:
    """The Python API takes any str, and not every str can be said in UTF-8."""
    text = "The army \ud83d attacked Velden\udc00, residents said."
    plain = document(text.replace("\ud83d", "?").replace("\udc00", "?"))
    (found,) = reader.read([replace(plain, text=text)], 0.0)
    assert "Velden" in {m.text for m in check(found).mentions}


@given(
    parts=st.lists(
        st.one_of(st.sampled_from([STORY[:79], "said", "attacked ", "\n", "Ada\u0301 Morn "]), st.text(max_size=12)),
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_with_whole_spans(reader: Reader, parts: list[str]) -> None:
    read(reader, "".join(parts))


def test_nothing_is_read_in_furniture_and_credits_and_no_event_in_headings(reader: Reader) -> None:
    loud = (
        "Port of Velden: soldiers kill four dockers\n"
        "Gunmen killed four police officers in Velden on Monday, Governor Ada Morn said.\n"
        "Support us: the army killed our reporter Ben Oru on Monday, the editor said.\n"
        "Kessia Press Agency, where police arrested Carl Dent, the union said.\n"
    )
    found = read(reader, loud, kinds=LAYOUT)
    assert {c.trigger.text for c in found.claims} >= {"killed"}
    assert not {"Ben Oru", "Carl Dent"} & {m.text for m in found.mentions}


def test_furniture_does_not_touch_the_reading_around_it(reader: Reader) -> None:
    """The model never sees it, so the same article with another box in its middle reads the same up to the box."""
    first, last = STORY.split(". ", 1)

    def with_box(box: str) -> Reading:
        return read(reader, f"{first}.\nSupport {box}\n{last}", kinds=LAYOUT)

    a, b = with_box("us today."), with_box("Gunmen who shot the mayor.")
    shift = len(b.text) - len(a.text)
    start = a.text.index("Support")

    def moved(s: Span) -> Span:
        return s if s.start < start else Span(s.start + shift, s.end + shift)

    assert [moved(s) for s in claim_spans(a)] == claim_spans(b)
    assert [moved(s) for s in speech_spans(a)] == speech_spans(b)
    assert [c.confidence for c in a.claims] == [c.confidence for c in b.claims]


def test_nothing_runs_on_across_furniture(reader: Reader) -> None:
    text = (
        "Gunmen killed four police officers in Port\nSupport us\nAmsa on Monday, Governor Ada\nSupport us\nMorn said."
    )
    found = read(reader, text, kinds=LAYOUT)
    box = find(text, "Support us")
    assert not any(s.covers(box) for s in (*claim_spans(found), *speech_spans(found)))


def test_an_article_of_furniture_alone_is_empty(reader: Reader) -> None:
    found = read(reader, f"Support {STORY}", kinds=LAYOUT)
    assert (found.claims, found.mentions, found.attributions, found.times) == ((), (), (), ())


def several() -> list[Document]:
    texts = [STORY, HARBOUR, "", article(6), STRANGE["capitals"], STRANGE["accents"], "x" * 500]
    return [document(t, f"d{i}", kinds=LAYOUT) for i, t in enumerate(texts)]


def test_a_documents_reading_depends_on_that_document_alone(reader: Reader) -> None:
    among = reader.read(several(), 0.0)
    assert [r.id for r in among] == [d.id for d in several()]
    assert [reader.read([d], 0.0)[0] for d in several()] == among
    assert reader.read(several()[::-1], 0.0) == among[::-1]


def test_threads_change_nothing(reader: Reader) -> None:
    assert Reader(reader.encoder, threads=2).read(several(), 0.0) == reader.read(several(), 0.0)


def test_no_documents_give_no_readings(reader: Reader) -> None:
    assert reader.read([]) == []
    assert Reader(reader.encoder, threads=2).read([]) == []


def test_a_higher_confidence_only_leaves_claims_out(reader: Reader) -> None:
    doc = document(article(5))
    before = None
    for least in (0.0, 0.2, reader.default_min_confidence, 0.7, 1.0):
        (found,) = reader.read([doc], least)
        kept = {(c.key, c.type, c.confidence) for c in found.claims}
        assert all(confidence >= least for _, _, confidence in kept)
        if before is not None:
            assert kept == {c for c in before if c[2] >= least}
        before = kept
    assert reader.read([doc]) == reader.read([doc], reader.default_min_confidence)


# --- Long texts ---


@pytest.fixture(scope="module")
def long_reading(reader: Reader) -> Reading:
    """About 1,700 words in six windows."""
    return read(reader, article(28))


def test_a_long_article_is_read_to_its_end(long_reading: Reading) -> None:
    """Every paragraph names somebody, speaks of an event and quotes somebody: none is lost at a seam. Of the quotations
    weights see two thirds or more, in every part of the article."""
    lines = [b.span for b in long_reading.document.blocks]
    assert len(lines) == 28
    told = [any(line.covers(c.trigger.span) for c in long_reading.claims) for line in lines]
    quoted = [any(line.covers(a.cue[0]) for a in long_reading.attributions) for line in lines]
    named = [any(line.covers(m.span) for m in long_reading.mentions) for line in lines]
    assert all(told) and all(named)
    assert sum(quoted) >= 0.66 * len(lines)
    assert all(any(quoted[i : i + 7]) for i in range(0, len(quoted), 7))


def test_what_follows_a_window_changes_little_in_it(reader: Reader, long_reading: Reading) -> None:
    """Claims of the first three paragraphs, read in an article of one window and in one of six."""
    alone = read(reader, article(5), None)
    end = len(article(3))
    sure = {c.trigger.span for c in alone.claims if c.trigger.span.end <= end}
    found = {c.trigger.span for c in long_reading.claims}
    assert len(sure) >= 3
    assert len(sure & found) >= 0.8 * len(sure)


PEAK = """
import resource
from articles import article
from builders import document
from onrecord.extract import Reader
reader = Reader.load()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
prose = article(150)
text = prose + "\\n" + ("QWxs" * 40 + "\\n") * ((300_000 - len(prose)) // 161 + 1)
(found,) = reader.read([document(text)])
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(text), len(found.claims), (after - before) // 1024)
"""


def test_memory_stays_bounded_on_a_text_of_300_000_characters(pytestconfig: pytest.Config) -> None:
    """Prose of two sections, then lines of encoded data such as scraped pages hold. In a process of its own, whose
    peak is nobody else's."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK], capture_output=True, text=True, cwd=pytestconfig.rootpath / "tests", check=True
    )
    length, claims, grown_mib = map(int, done.stdout.split())
    assert length >= 300_000
    assert claims >= 150
    assert grown_mib < 600
