"""The commands on accounts: who may sign in, as what, and the tokens by which programs act for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from curbside.acting import AsOption, acting
from curbside.articles.scopes import Scope
from curbside.articles.states import Role
from curbside.command_line import LibraryOption, ListFormat, ListFormatOption, open_desk, print_json, say
from curbside.errors import UsageError

if TYPE_CHECKING:
    from curbside.articles.accounts import Person
    from curbside.articles.actor import Actor
    from curbside.articles.desk import Desk

users_app = typer.Typer(
    name="users",
    help="Accounts and their tokens. They are managed by admins (--as, or CURBSIDE_TOKEN with the scope manage) and, "
    "without --as, by whoever may write the library's folder on this machine.",
    no_args_is_help=True,
)


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
]


@users_app.command("add")
def add(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="2 to 64 lower case letters, digits and . - _ @, unique.")
    ],
    role: Annotated[
        Role,
        typer.Option(
            help="reader: sees articles; reviewer: reviews and approves; editor: publishes, assigns, refreshes and "
            "retires; admin: does as an editor, and manages accounts."
        ),
    ],
    password_stdin: StdinOption = False,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Make an account, the first admin's too. At a terminal its password is asked for, twice; none is set unasked."""
    from curbside.articles.accounts import add_account

    with _managing(library, as_user) as (desk, by):
        made = add_account(desk, by, name, role, _password(name, from_stdin=password_stdin))
    say(f"Made the account {made.name}, role {made.role}.")
    if not made.has_password:
        say(f"It cannot sign in to pages until it has a password: curbside users password {made.name}")


@users_app.command("list")
def list_users(
    as_user: AsOption = None, output: ListFormatOption = ListFormat.TEXT, library: LibraryOption = None
) -> None:
    """List the accounts."""
    from curbside.articles.accounts import everyone

    with _managing(library, as_user) as (desk, by):
        people, now = everyone(desk, by), desk.now
    if output is ListFormat.JSON:
        print_json([asdict(person) for person in people])
        return
    for person in people:
        typer.echo("  ".join(filter(None, (person.name, person.role.value, _stands(person, now), person.full_name))))
    if not people:
        say("There are no accounts yet: curbside users add NAME --role admin")


@users_app.command("role")
def change_role(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="reader, reviewer, editor or admin.")],
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Give an account another role. It holds at once."""
    from curbside.articles.accounts import set_role

    with _managing(library, as_user) as (desk, by):
        person = set_role(desk, by, name, role)
    say(f"{person.name} has the role {person.role}.")


@users_app.command("password")
def change_password(
    name: NameArgument,
    password_stdin: StdinOption = False,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Give an account a password. It ends a lock, and whatever is signed in with the one before."""
    from curbside.articles.accounts import set_password

    with _managing(library, as_user) as (desk, by):
        password = _password(name, from_stdin=password_stdin)
        if password is None:
            raise UsageError("There is no terminal to ask for the password at.", "Pipe it in, with --password-stdin.")
        set_password(desk, by, name, password)
    say(f"{name} has a new password.")


@users_app.command("disable")
def disable_user(name: NameArgument, as_user: AsOption = None, library: LibraryOption = None) -> None:
    """Keep an account from signing in, and revoke its sign-ins and tokens. What it did stays."""
    from curbside.articles.accounts import disable

    with _managing(library, as_user) as (desk, by):
        disable(desk, by, name)
    say(f"{name} is disabled.")


@users_app.command("enable")
def enable_user(name: NameArgument, as_user: AsOption = None, library: LibraryOption = None) -> None:
    """Let an account sign in again, also one that wrong passwords locked."""
    from curbside.articles.accounts import enable

    with _managing(library, as_user) as (desk, by):
        person = enable(desk, by, name)
    say(f"{name} is enabled." if person.has_password else f"{name} is enabled, and has no password.")


@users_app.command("profile")
def change_profile(
    name: NameArgument,
    full_name: Annotated[str | None, typer.Option(help="As it is to be printed.", show_default=False)] = None,
    credentials: Annotated[str | None, typer.Option(help="Like: MD, FRCP.", show_default=False)] = None,
    specialty: Annotated[str | None, typer.Option(help="Like: Endocrinology.", show_default=False)] = None,
    conflicts: Annotated[str | None, typer.Option(help="Interests declared, or: None.", show_default=False)] = None,
    named: Annotated[
        bool | None,
        typer.Option("--named/--not-named", help="Whether they agreed to be named.", show_default=False),
    ] = None,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Change what is given of a profile ("" empties a field), and show it. Accounts may change their own with --as."""
    from curbside.articles.accounts import change_profile as change

    with _managing(library, as_user) as (desk, by):
        person = change(
            desk,
            by,
            name,
            full_name=full_name,
            credentials=credentials,
            specialty=specialty,
            conflicts=conflicts,
            may_be_named=named,
        )
    if output is ListFormat.JSON:
        print_json(asdict(person))
        return
    for field in ("name", "role", "full_name", "credentials", "specialty", "conflicts"):
        typer.echo(f"{field.replace('_', ' ')}: {getattr(person, field) or 'not given'}")
    typer.echo(f"may be named: {'yes' if person.may_be_named else 'no'}")


@users_app.command("token")
def issue(
    name: NameArgument,
    label: Annotated[str, typer.Option(help="What it is for, at most 60 characters.")],
    scope: Annotated[
        list[Scope],
        typer.Option(
            help="read: see what the account sees, which every token may; review: claim, comment, edit, submit, "
            "request changes, approve; publish: publish, refresh, assign, retire; manage: accounts. Repeat for more. "
            "Never more than the account's role allows."
        ),
    ],
    days: Annotated[int, typer.Option(min=1, max=366, help="After how many days it expires.")] = 90,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Issue an API token and print its secret, this once. Accounts may issue their own with --as."""
    from curbside.articles.tokens import issue_token

    with _managing(library, as_user) as (desk, by):
        token = issue_token(desk, by, name, label, scope, days)
    if output is ListFormat.JSON:
        print_json(asdict(token))
    else:
        typer.echo(token.secret)
    say(f"Token {token.id} of {name}, for {', '.join(token.scopes)}, expires {token.expires_at}.")
    say("Keep its secret: it is shown this once.")


@users_app.command("tokens")
def list_tokens(
    name: NameArgument,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """List an account's tokens, the newest first. Accounts may list their own with --as."""
    from curbside.articles.tokens import tokens_of

    with _managing(library, as_user) as (desk, by):
        tokens, now = tokens_of(desk, by, name), desk.now
    if output is ListFormat.JSON:
        print_json([asdict(token) for token in tokens])
        return
    for token in tokens:
        ended = f"revoked {token.revoked_at}" if token.revoked_at else ""
        until = f"{'expired' if token.expires_at <= now else 'expires'} {token.expires_at}"
        typer.echo(f"{token.id}  {token.label}  {', '.join(token.scopes)}  {ended or until}")
    if not tokens:
        say(f"{name} has no tokens.")


@users_app.command("revoke-token")
def revoke(
    token: Annotated[int, typer.Argument(metavar="ID", help="Its number in `curbside users tokens NAME`.")],
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Revoke a token, at once. Accounts may revoke their own with --as."""
    from curbside.articles.tokens import revoke_token

    with _managing(library, as_user) as (desk, by):
        revoked = revoke_token(desk, by, token)
    say(f"Token {revoked.id} ({revoked.label}) is revoked.")


@users_app.command("sign-out")
def sign_out(name: NameArgument, as_user: AsOption = None, library: LibraryOption = None) -> None:
    """End every sign-in of an account, in whatever browser. Accounts may end their own with --as. Tokens stay."""
    from curbside.articles.sign_ins import sign_out_everywhere

    with _managing(library, as_user) as (desk, by):
        ended = sign_out_everywhere(desk, by, name)
    say(f"Ended {ended} sign-in{'' if ended == 1 else 's'} of {name}.")


@contextmanager
def _managing(library: str | None, as_user: str | None) -> Iterator[tuple[Desk, Actor]]:
    """The desk, and who acts; a token has to have the scope `manage`."""
    with open_desk(library) as desk:
        yield desk, acting(desk, as_user, Scope.MANAGE)


def _password(name: str, *, from_stdin: bool) -> str | None:
    """The password that is piped in or, at a terminal, asked for twice; None where there is neither."""
    if from_stdin:
        try:
            return sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            raise UsageError("The password on standard input is not in UTF-8.", "Write it in UTF-8.") from None
    if not sys.stdin.isatty():
        return None
    asked: str = typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _stands(person: Person, now: str) -> str:
    """In words, how an account stands."""
    if person.disabled_at is not None:
        return f"disabled {person.disabled_at}"
    if person.locked_until is not None and person.locked_until > now:
        return f"locked until {person.locked_until}"
    return "" if person.has_password else "no password"
