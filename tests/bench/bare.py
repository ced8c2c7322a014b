"""A bare Starlette application that gives the files beside it, in the same uvicorn as ours."""

import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.server import web_server
from mediahub.settings import Settings
from tests.bench.http_load import Answer


def write(folder: Path, name: str, answer: Answer) -> None:
    """Let the application in the folder give this answer at `/name`."""
    headers = dict(answer.headers)
    own = {name: headers[name] for name in headers.keys() - {"date", "content-length"}}
    (folder / f"{name}.json").write_text(json.dumps([answer.status, own]))
    (folder / f"{name}.body").write_bytes(answer.body)


def application(folder: Path) -> Starlette:
    """One async route for each answer in the folder."""
    return Starlette(routes=[_route(file) for file in sorted(folder.glob("*.json"))])


def _route(file: Path) -> Route:
    status, headers = json.loads(file.read_text())
    body = file.with_suffix(".body").read_bytes()

    async def give(_: Request) -> Response:
        return Response(body, status, headers)

    return Route(f"/{file.stem}", give)


if __name__ == "__main__":
    web_server(application(Path()), Settings(_env_file=None)).run()
