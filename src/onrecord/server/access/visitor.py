"""Who asks: a user who has logged in or, where there are no users, whoever sits at this machine."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from onrecord.model.errors import OnrecordError
from onrecord.server.access.accounts import ROLES, Role

_SAID = {"reader": "look", "coder": "decide", "lead": "do that"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """`name` is the coder of what they decide. `browser` is the secret that their browser keeps, `session` that of
    their session (None: there are no users, or they have not logged in)."""

    name: str
    role: Role
    browser: str
    session: str | None = None

    @property
    def csrf(self) -> str:
        """What forms and scripts of our pages send along, and pages of other sites cannot know.

        It hangs on the browser and not on the session: a form that was open when a session ended can still be sent
        after logging in again.
        """
        return hmac.new(self.browser.encode(), b"onrecord csrf", hashlib.sha256).hexdigest()

    def sent(self, token: str) -> bool:
        """Whether a token is theirs."""
        return hmac.compare_digest(self.csrf.encode(), token.encode("utf-8", "replace"))

    def may(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def new_browser() -> str:
    """The secret of a browser that has none yet."""
    return secrets.token_urlsafe(32)


def visitor_of(request: HTTPConnection) -> Visitor:
    """Who sent a request. Raises OnrecordError `no_session` where nobody is logged in who must be."""
    found = held(request.scope)
    if found is None:
        raise OnrecordError("no_session", "you are not logged in", "Log in at /login")
    return found


def held(scope: Scope) -> Visitor | None:
    """Who sent a request, as far as the gate has seen it."""
    found: Visitor | None = scope.get("state", {}).get("visitor")
    return found


def require(request: HTTPConnection, role: Role) -> Visitor:
    """Who sent a request, if they may do what a role may. Raises OnrecordError `no_session`, `not_allowed`."""
    found = visitor_of(request)
    if not found.may(role):
        raise not_allowed(found, role)
    return found


def not_allowed(visitor: Visitor, role: Role) -> OnrecordError:
    """They lack a role."""
    return OnrecordError(
        "not_allowed",
        f"{visitor.name} is {visitor.role} here; only a {role} may {_SAID[role]}",
        "Ask whoever runs this server: onrecord users role NAME ROLE",
    )
