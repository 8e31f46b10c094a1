"""Make src/onrecord/basemap/countries.json from npm's world-atlas.

    npm pack world-atlas@2 && pip install pycountry
    python tools/basemap.py world-atlas-2.0.2.tgz

Countries and land at 1:50 million (Natural Earth, public domain), as world-atlas cuts and quantises them. Changed here:
ids are ISO 3166-1 alpha-3 codes in place of numbers (XKX for Kosovo, by common use; none where ISO has none).
"""

from __future__ import annotations

import argparse
import json
import tarfile
from pathlib import Path
from typing import Any

import pycountry

OUT = Path(__file__).parents[1] / "src" / "onrecord" / "basemap" / "countries.json"
MEMBER = "package/countries-50m.json"
WITHOUT_NUMBER = {"Kosovo": "XKX"}
MOST_BYTES = 800_000


def coded(country: dict[str, Any]) -> dict[str, Any]:
    """A country's geometry with its alpha-3 code as id, where there is one."""
    name = country["properties"]["name"]
    number = country.pop("id", None)
    found = pycountry.countries.get(numeric=number) if number else None
    if number and found is None:
        raise SystemExit(f"{name} has number {number}, which pycountry does not know")
    code = found.alpha_3 if found else WITHOUT_NUMBER.get(name)
    return {**country, "id": code} if code else country


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="what npm pack world-atlas@2 made")
    with tarfile.open(parser.parse_args().package) as package:
        member = package.extractfile(MEMBER)
        assert member is not None, f"no {MEMBER} in it"
        topology = json.load(member)
    held = topology["objects"]["countries"]
    held["geometries"] = [coded(country) for country in held["geometries"]]
    data = json.dumps(topology, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MOST_BYTES:
        raise SystemExit(f"{len(data):,} bytes, but at most {MOST_BYTES:,} may go into the package")
    OUT.write_bytes(data)
    print(f"{OUT}: {len(data):,} bytes, {len(held['geometries'])} countries")


if __name__ == "__main__":
    main()
