"""Who does what to whom: parties, and edges by quad class that lead to their claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.answers import Kind
from onrecord.ontology.vocabulary import QUAD_CLASSES
from onrecord.server.asked import Asked, asked
from onrecord.server.reply import csv_response, json_response
from onrecord.server.serving import serving
from onrecord.server.views import csv_headers, view
from onrecord.server.words import seen
from onrecord.store.ledger import Ledger
from onrecord.store.network import Edge, Network, network, to_json, types_of
from onrecord.store.query import why_nothing

router = APIRouter(include_in_schema=False)
Json = dict[str, Any]
PATH = "/network"
EDGES = Kind(
    "edge",
    (),
    {
        name: lambda row, name=name: row[name]  # type: ignore[misc]
        for name in ("actor", "recipient", "quad", "claims", "incidents", "actual")
    },
)


@router.get(PATH)
def network_page(request: Request) -> Response:
    """The drawing, and its edges as a table."""
    return view(request, PATH, "network.html", _answer)


@router.get(f"{PATH}.json")
def network_json(request: Request) -> Response:
    """Nodes and edges as JSON; each edge with the address of its claims."""
    question, found = _found(request)
    told = to_json(found)
    for edge, row in zip(found.edges, told["edges"], strict=True):
        row["href"] = claims_of(question, edge)
    for node in told["nodes"]:
        node["name"] = seen(node["name"])
    return json_response(told)


@router.get(f"{PATH}.csv")
def network_csv(request: Request) -> Response:
    """The edges as CSV."""
    question, found = _found(request)
    return csv_response(
        EDGES, to_json(found)["edges"], csv_headers(request, question, "network.csv", found.edges_in_all, None)
    )


def claims_of(question: Asked, edge: Edge) -> str:
    """The address of the claims that an edge is made of: the filters, and the two parties and types besides."""
    taken = ("actor", "recipient", "type")
    kept = [pair for pair in question.pairs if pair[0] not in taken]
    chosen = {name for name, _ in question.filters.type}
    types = (
        [
            value
            for name, value in question.pairs
            if name == "type" and value.split(".")[0].upper() in types_of(edge.quad)
        ]
        if chosen
        else list(types_of(edge.quad))
    )
    parties = [("actor", f'"{edge.actor}"'), ("recipient", f'"{edge.recipient}"')]
    return f"/claims?{urlencode([*kept, *parties, *(('type', t) for t in types)])}"


def _found(request: Request) -> tuple[Asked, Network]:
    question = asked(request)
    with serving(request).open() as ledger:
        return question, network(ledger.connection, question.filters)


def _answer(ledger: Ledger, question: Asked) -> Mapping[str, Any]:
    found = network(ledger.connection, question.filters)
    return {
        "found": found,
        "names": {node.id: node for node in found.nodes},
        "quads": QUAD_CLASSES,
        "claims_of": lambda edge: claims_of(question, edge),
        "why": None if found.read else why_nothing(ledger.connection, question.filters, dashes=""),
    }
