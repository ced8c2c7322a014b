"""`mediahub participant data`: what is held about a person, told to them."""

import typer

from mediahub.participants.options import Email
from mediahub.participants.service import get_participant
from mediahub.recordings.privacy import data_of
from mediahub.terminal import AsJson, hub_of, print_json


def data(
    context: typer.Context,
    email: Email,
    as_json: AsJson = False,  # noqa: ARG001 - it is always JSON, and saying so does no harm
) -> None:
    """Print everything that is held about a person, as JSON."""
    hub = hub_of(context)
    with hub.reading() as db:
        result = data_of(db, get_participant(db, email))
    print_json(result)
