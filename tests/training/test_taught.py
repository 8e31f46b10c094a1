"""Self-training: what a teacher says of uncoded reports, and words that are hidden while claims are learned."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # training/ is no part of the package

from training.bert import BertConfig  # noqa: E402
from training.corpora import Example  # noqa: E402
from training.losses import MASK, blurred  # noqa: E402
from training.network import Network  # noqa: E402
from training.taught import taught_loss  # noqa: E402
from training.windows import cut, tensors  # noqa: E402

from onrecord.language.words import split  # noqa: E402

REPORT = "Gunmen attacked the convoy near Bol on Monday. The governor condemned the attack and called for calm."


def network(seed: int) -> Network:
    """One with all heads and a very small encoder."""
    torch.manual_seed(seed)
    return Network(BertConfig(30522, 24, 1, 2, 48, 512))


def example(text: str) -> Example:
    """An uncoded report."""
    tokenizer = Tokenizer.from_file(str(ROOT / "src/onrecord/language/weights/tokenizer.json"))
    (words,) = split([text], tokenizer)
    return Example("a", "taught", words)


def test_a_network_that_says_what_its_teacher_says_has_nothing_to_learn() -> None:
    teacher = network(seed=1).eval()
    pupil = network(seed=1).eval()
    loss = taught_loss(pupil, teacher, cut(example(REPORT), 200), random.Random(3), blur=0.0)
    loss.backward()
    assert max(float(p.grad.abs().max()) for p in pupil.parameters() if p.grad is not None) < 1e-2


def test_a_network_that_says_otherwise_learns() -> None:
    teacher, pupil = network(seed=1).eval(), network(seed=2).eval()
    windows = cut(example(REPORT), 200)
    optimizer = torch.optim.AdamW(pupil.parameters(), lr=3e-3)

    def apart(one: Network) -> torch.Tensor:
        return taught_loss(one, teacher, windows, random.Random(7), blur=0.0)

    least, before = float(apart(teacher).detach()), float(apart(pupil).detach())
    for _ in range(20):
        optimizer.zero_grad()
        apart(pupil).backward()
        optimizer.step()
    assert float(apart(pupil).detach()) - least < 0.5 * (before - least)


@pytest.mark.parametrize("most", [0.0, 0.2, 1.0])
def test_no_more_pieces_are_hidden_than_asked_and_none_around_the_text(most: float) -> None:
    batch = tensors(cut(example(REPORT * 8), 400))
    hidden = blurred(batch, most, random.Random(5)).piece == MASK
    assert float(hidden.float().mean()) <= most + 0.05
    assert not hidden[:, 0].any() and not hidden[batch.mask == 0].any()
    assert bool(hidden.any()) == (most > 0)
