"""Write docs/codebook.md: `python tools/codebook.py`. Made from the ontology; a test holds the two together."""

from __future__ import annotations

from pathlib import Path

from onrecord.export.codebook import page

TARGET = Path(__file__).parents[1] / "docs" / "codebook.md"

if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
