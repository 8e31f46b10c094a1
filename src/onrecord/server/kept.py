"""The package's own files: styles, scripts, and what web/ built."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

YEAR_S = 31_536_000


class Kept(StaticFiles):
    """Files that browsers keep for a year where their address has a digest, and ask again for where it has none."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        kept = f"max-age={YEAR_S}, immutable" if b"v=" in scope["query_string"] else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
