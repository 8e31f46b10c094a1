"""/api/ answers in the shapes that its description gives, and the documentation's examples are answers it gives."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from onrecord.store.filters import options

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
QUERIES = {"/api/document": "id=harbour", "/api/timeline": "by=week", "/api/claims": "sort=surest&limit=3"}


def addresses(browser: TestClient) -> dict[str, str]:
    """An address of each path that the description has."""
    incident = browser.get("/incidents.json").json()["incidents"][0]["id"]
    paths = browser.get("/api/openapi.json").json()["paths"]
    return {p: p.replace("{id}", incident) + (f"?{QUERIES[p]}" if p in QUERIES else "") for p in paths}


def test_every_answer_has_the_shape_that_the_description_gives(browser: TestClient) -> None:
    api = browser.get("/api/openapi.json").json()
    asked = addresses(browser)
    assert len(asked) >= 10
    for path, address in asked.items():
        answer = browser.get(address)
        assert answer.status_code == 200, address
        shape = api["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**shape, "components": api["components"]}
        problems = list(Draft202012Validator(whole).iter_errors(answer.json()))
        assert not problems, (address, problems[0].message)


def test_an_error_has_its_shape_too(browser: TestClient) -> None:
    api = browser.get("/api/openapi.json").json()
    shape = {"$ref": "#/components/schemas/Trouble", "components": api["components"]}
    for address in ("/api/claims?type=X", "/api/incidents/ff", "/api/document?id=x", "/api/timeline?by=x", "/api/x"):
        answer = browser.get(address)
        assert answer.status_code in (400, 404)
        Draft202012Validator(shape).validate(answer.json())


def test_lists_take_every_filter_of_the_command_line(browser: TestClient) -> None:
    paths = browser.get("/api/openapi.json").json()["paths"]
    for path in ("/api/claims", "/api/incidents", "/api/timeline"):
        assert set(options()) <= {p["name"] for p in paths[path]["get"]["parameters"]}


def examples() -> list[str]:
    """The addresses of docs/api.md."""
    return re.findall(r"curl '(http://127\.0\.0\.1:8765[^']+)'", DOCS.read_text(encoding="utf-8"))


def test_there_are_examples() -> None:
    assert len(examples()) >= 6


@pytest.mark.parametrize("example", examples())
def test_examples_of_the_documentation_are_answered(browser: TestClient, example: str) -> None:
    parts = urlsplit(example)
    incident = browser.get("/incidents.json").json()["incidents"][0]["id"]
    address = f"{parts.path}?{parts.query}".replace("INCIDENT", incident)
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text


def test_every_path_is_in_the_documentation(browser: TestClient) -> None:
    words = DOCS.read_text(encoding="utf-8")
    assert [path for path in browser.get("/api/openapi.json").json()["paths"] if f"`{path}`" not in words] == []
