"""`necessity fhir token`: who may send requests over FHIR."""

from __future__ import annotations

from typing import Annotated

import typer

from copilot.cli.app import app

fhir = typer.Typer(no_args_is_help=True, help="Requests that come over FHIR.")
app.add_typer(fhir, name="fhir")


@fhir.command()
def token(name: Annotated[str, typer.Argument(help="the client's name: letters, digits, - and _")]) -> None:
    """Make a token for a client. The token is shown once; only its hash goes into NECESSITY_FHIR_TOKENS."""
    from copilot.fhir_tokens import new_token, tokens_of

    made, digest = new_token()
    tokens_of(f"{name}:{digest}")
    typer.echo(f"give the client:  Authorization: Bearer {made}")
    typer.echo(f"set on the server: NECESSITY_FHIR_TOKENS={name}:{digest}")
