"""`/healthz`: the process answers. `/readyz`: the database does too."""

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mediahub.db import content_revision
from mediahub.hub import Hub

_NO_STORE = {"Cache-Control": "no-store"}


def routes(hub: Hub) -> list[Route]:
    """For load balancers and supervisors."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n", headers=_NO_STORE)

    async def ready(_: Request) -> Response:
        try:
            await run_in_threadpool(_ask, hub)
        except SQLAlchemyError:
            return PlainTextResponse("the database does not answer\n", 503, headers=_NO_STORE)
        return PlainTextResponse("ok\n", headers=_NO_STORE)

    return [Route("/healthz", alive), Route("/readyz", ready)]


def _ask(hub: Hub) -> None:
    with hub.reading() as db:
        content_revision(db)
