"""Parts of an upload to a folder, written as they come: what S3 does with a signed PUT."""

from collections.abc import Awaitable, Callable
from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.errors import Invalid
from mediahub.storage.local import LocalStore
from mediahub.web.body import CHUNK_BYTES, announced_bytes, in_chunks

# Whoever writes may wait for the disk or for who completes the upload: in threads that are theirs.
AT_ONCE = 8


def signed_parts(store: LocalStore) -> Route:
    """The route that takes parts by the links of a folder.

    Forbidden, Gone or NotFound by the link, Invalid for a body of another length than was signed,
    Conflict when another request has begun to send the part since. Pages do not wait for them.
    """
    run = partial(to_thread.run_sync, limiter=CapacityLimiter(AT_ONCE))

    async def signed_part(request: Request) -> Response:
        place = store.verify_part(request.path_params["key"], request.query_params.multi_items())
        if announced_bytes(request) != place.size_bytes:
            raise _other_length()
        writing = await run(place.begin)
        try:
            await _write(partial(run, writing.write), place.size_bytes, request)
        except ClientDisconnect:  # paused, or the network is gone: nobody reads the answer
            return Response(status_code=400)
        await run(writing.end)
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    return Route("/filer/{key:path}", signed_part, methods=["PUT"], name="filer.part")


async def _write(
    write: Callable[[int, bytes], Awaitable[None]], size_bytes: int, request: Request
) -> None:
    """Invalid when it is longer or shorter than it says: the next part begins where it ends."""
    at = 0
    async for chunk in in_chunks(request, CHUNK_BYTES):
        if at + len(chunk) > size_bytes:
            raise _other_length()
        await write(at, chunk)
        at += len(chunk)
    if at != size_bytes:
        raise _other_length()


def _other_length() -> Invalid:
    return Invalid("This part is not as long as its link is for. Send it again.")
