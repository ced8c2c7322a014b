"""`mediahub participant data`: what is held about a person, told to them."""

import typer

from mediahub.accounts.audit import COMMAND
from mediahub.participants.cli.options import Email
from mediahub.participants.privacy import get_person, note_export
from mediahub.portal.privacy import data_of
from mediahub.terminal import AsJson, hub_of, print_json


def data(
    context: typer.Context,
    email: Email,
    as_json: AsJson = False,  # noqa: ARG001 - it is always JSON, and saying so does no harm
) -> None:
    """Print everything that is held about a person, as JSON; that it was done is noted."""
    hub = hub_of(context)
    with hub.writing() as db:
        person = get_person(db, email)
        result = data_of(db, person)
        note_export(db, person, actor=COMMAND, now=hub.now())
    print_json(result)
