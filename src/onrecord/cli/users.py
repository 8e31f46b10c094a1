"""`onrecord users`: who may log in to the workplace of a ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.server.access.accounts import Accounts

NAME = "users"
EXAMPLE = "Example: [bold]onrecord users add maryam --role coder --ledger sahel.db[/bold]"

app = typer.Typer(
    help="Who may log in to the workplace of a ledger: readers, coders, leads.", no_args_is_help=True, epilog=EXAMPLE
)
Who = Annotated[str, typer.Argument(metavar="NAME", help="Also the coder's name in decisions.")]
RoleOption = Annotated[
    str,
    typer.Option("--role", metavar="ROLE", help="reader (looks), coder (decides) or lead (adjudicates, sees the log)."),
]
FromPipe = Annotated[
    bool, typer.Option("--password-stdin", help="Take the password from standard input instead of asking for it.")
]


@app.callback()
def group() -> None:
    """Who may log in to the workplace of a ledger: readers, coders, leads.

    They are kept in a file beside the ledger, FILE.users, with hashes of their passwords. As soon as there is one,
    everybody has to log in.
    """


def _accounts(ledger: common.LedgerFile) -> Accounts:
    from onrecord.server.access.accounts import Accounts
    from onrecord.store import Ledger

    Ledger.open(ledger).close()  # users of a file that is no ledger would be a slip of the pen
    return Accounts(ledger)


def _password(piped: bool) -> str:
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return given


@app.command("add", epilog=EXAMPLE)
def add(ledger: common.LedgerFile, name: Who, role: RoleOption = "coder", password_stdin: FromPipe = False) -> None:
    """Add a user; asks for the password."""
    accounts = _accounts(ledger)
    user = accounts.add(name, _password(password_stdin), role)
    typer.echo(f"{user.name} may log in as {user.role}: {accounts.path}")


@app.command("list", epilog="Example: [bold]onrecord users list --ledger sahel.db[/bold]")
def list_(ledger: common.LedgerFile) -> None:
    """List the users with their roles: a table on a terminal, else JSON lines."""
    from dataclasses import asdict

    from rich.console import Console

    from onrecord.export.answers import Column, Kind, print_table, write_jsonl

    rows = [asdict(user) for user in _accounts(ledger).users()]
    kind = Kind("user", tuple(Column(n, lambda r, n=n: r[n], 1) for n in ("name", "role", "added")), {})  # type: ignore[misc]
    if sys.stdout.isatty():
        print_table(kind, rows, Console())
    else:
        write_jsonl(rows, sys.stdout.buffer)
    if not rows:
        common.complain("there are no users: the workplace is open to whoever sits at this machine, and to nobody else")


@app.command("remove", epilog="Example: [bold]onrecord users remove maryam --ledger sahel.db[/bold]")
def remove(ledger: common.LedgerFile, name: Who) -> None:
    """Remove a user, who is logged out at once. What they decided stays."""
    _accounts(ledger).remove(name)
    typer.echo(f"{name} can no longer log in")


@app.command("password", epilog="Example: [bold]onrecord users password maryam --ledger sahel.db[/bold]")
def password(ledger: common.LedgerFile, name: Who, password_stdin: FromPipe = False) -> None:
    """Set another password, which logs the user out everywhere."""
    _accounts(ledger).set_password(name, _password(password_stdin))
    typer.echo(f"{name} has a new password")


@app.command("role", epilog="Example: [bold]onrecord users role maryam lead --ledger sahel.db[/bold]")
def role(
    ledger: common.LedgerFile, name: Who, role: Annotated[str, typer.Argument(metavar="ROLE", help="The new role.")]
) -> None:
    """Give a user another role, from their next click on."""
    _accounts(ledger).set_role(name, role)
    typer.echo(f"{name} is now {role}")
