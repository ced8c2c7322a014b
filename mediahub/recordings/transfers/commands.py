"""`mediahub participant transfers|approve|decline`: questions about seats, answered."""

from typing import Annotated, Any
from uuid import UUID

import typer

from mediahub.accounts.audit import COMMAND
from mediahub.participants.models import TransferRequest
from mediahub.participants.service import target_of
from mediahub.recordings.transfers import requests
from mediahub.terminal import AsJson, hub_of, print_result, print_table

RequestId = Annotated[UUID, typer.Argument(metavar="ID", help="As “transfers” shows it.")]


def transfers(context: typer.Context, as_json: AsJson = False) -> None:
    """List the seats that people want to give to somebody who may belong elsewhere."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_facts(one) for one in requests.list_requests(db, hub.now())]
    print_table(hub, rows, as_json=as_json)


def approve(context: typer.Context, request_id: RequestId, as_json: AsJson = False) -> None:
    """Let the seat go to the person asked about; both are mailed."""
    hub = hub_of(context)
    with hub.writing() as db:
        asked = requests.get_request(db, request_id, hub.now())
        facts = _facts(asked)
        requests.approve(db, asked, actor=COMMAND, now=hub.now())
    print_result(hub, facts, "{to_name} has taken over at “{title}”.", as_json=as_json)


def decline(context: typer.Context, request_id: RequestId, as_json: AsJson = False) -> None:
    """Let the giver keep the seat; they are mailed so."""
    hub = hub_of(context)
    with hub.writing() as db:
        asked = requests.get_request(db, request_id, hub.now())
        facts = _facts(asked)
        requests.decline(db, asked, actor=COMMAND, now=hub.now())
    print_result(hub, facts, "{name} keeps the seat at “{title}”.", as_json=as_json)


def _facts(asked: TransferRequest) -> dict[str, Any]:
    giver = asked.registration.participant
    return {
        "id": asked.id,
        "title": target_of(asked.registration).title,
        "name": giver.name,
        "email": giver.email,
        "organisation": giver.organisation,
        "to_name": asked.name,
        "to_email": asked.email,
        "to_organisation": asked.organisation,
        "asked_at": asked.asked_at,
    }
