"""English passes, also short, in capitals or full of names; other languages are named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onrecord.clean.blocks import make_blocks
from onrecord.clean.language import check_english
from onrecord.clean.lines import split
from onrecord.model.errors import DocumentError

ENGLISH = "Police in Velden arrested a former harbour master, the court said on Tuesday."


def check(text: str) -> str:
    return check_english(text, make_blocks(text, split(text)), "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH.upper(),
        "Gunmen kill four soldiers, wound nine in Baboua ambush",
        "Troops left.",
        "Al-Shabaab attacks Mogadishu hotel",
        "Boko Haram militants kill 10 in Borno",
        "Kofi Annan, Banda Aceh, Nuku'alofa, Bujumbura, 12 34",
        "Velden 3 1 .750\nOrrin 2 2 .500\nMaravel 0 4 .000",
        "12:30 +++ 4, 5 --- 6",
        "🚒🚒🚒",
        f'{ENGLISH} "Nous partons," he said. "Nous ne reviendrons pas avant l\'automne prochain." {ENGLISH}',
        f"{ENGLISH} قال المتحدث إن الطريق مفتوح. {ENGLISH}",
    ],
)
def test_english(text: str) -> None:
    assert check(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Regierung von Kessia hat am Montag ihren Botschafter aus Orrin zurückgerufen.", "de"),
        ("Le gouvernement a rappelé lundi son ambassadeur après la saisie de deux chalutiers.", "fr"),
        ("LE GOUVERNEMENT A RAPPELÉ LUNDI SON AMBASSADEUR APRÈS LA SAISIE DE DEUX CHALUTIERS.", "fr"),
        ("El gobierno llamó el lunes a su embajador tras la captura de dos barcos pesqueros.", "es"),
        ("Правительство в понедельник отозвало посла после задержания двух траулеров.", "ru"),
        ("استدعت الحكومة سفيرها يوم الاثنين بعد احتجاز سفينتي صيد في مياه متنازع عليها.", "ar"),
        ("政府周一召回大使,此前两艘拖网渔船在两国均声称拥有主权的水域被扣押,外交部发言人表示将继续谈判。", "zh"),
        ("Hükümet, iki balıkçı teknesine el konulmasının ardından pazartesi günü büyükelçisini geri çağırdı.", "tr"),
    ],
)
def test_other_languages_are_named(text: str, language: str) -> None:
    with pytest.raises(
        DocumentError, match=rf"'a\.txt' looks like '{language}' \(score 0\.[6-9]\d|score 1\.00"
    ) as caught:
        check(text)
    assert caught.value.code == "not_english"
    assert repr(language) in caught.value.message
    assert "language" in caught.value.hint


def test_furniture_does_not_decide() -> None:
    """A French page with English buttons is French."""
    french = "Le gouvernement a rappelé lundi son ambassadeur après la saisie de deux chalutiers."
    page = "\n".join(["Read more", "Share this article with the friends that you have", french, french])
    with pytest.raises(DocumentError):
        check(page)


def test_plain_english_needs_no_model() -> None:
    """The classifier takes longer to load than a report to read."""
    code = (
        "import sys; from onrecord.clean import clean; from onrecord.model.document import Raw\n"
        "from onrecord.settings import Settings\n"
        f"clean(Raw('a', 'a', 'text', {ENGLISH.encode()!r}), Settings())\n"
        "print(*sorted({'py3langid', 'trafilatura', 'htmldate', 'pypdf', 'docx', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
