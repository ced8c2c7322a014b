"""`/media/{id}/{file-name}`: public bytes from the folder, or the way to them on S3."""

from datetime import timedelta
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import Gone, NotFound
from mediahub.hub import Hub
from mediahub.media.models import MediaFile
from mediahub.media.urls import media_url
from mediahub.storage.local import LocalStore
from mediahub.web.cached_document import Document, answer
from mediahub.web.files import FileAnswer, signed_files
from mediahub.web.upload_parts import signed_parts
from mediahub.window import Visibility, visibility

# The bytes behind an address never change, so whoever has them need not ask again.
IMMUTABLE = "public, max-age=31536000, immutable"
# Long enough for a slow download that begins at once; apps ask here again when they resume.
LINK_LIFETIME = timedelta(hours=6)


def routes(hub: Hub) -> list[Route]:
    """Public media, and on a folder the target of its signed links."""

    async def media(request: Request) -> Response:
        file = await run_in_threadpool(_find, hub, request)
        if file.replaced_by_id is not None:
            return await run_in_threadpool(_led_on, hub, file)
        if isinstance(hub.store, LocalStore):
            return _from_folder(hub.store, file)
        if file.content_type.startswith(("text/", "application/")):
            document = await run_in_threadpool(_read, hub, file)
            return answer(request, document)
        return await run_in_threadpool(_elsewhere, hub, file)

    routes = [Route("/media/{id:uuid}/{name}", media)]
    if isinstance(hub.store, LocalStore):
        routes += [signed_files(hub.store), signed_parts(hub.store)]
    return routes


def _find(hub: Hub, request: Request) -> MediaFile:
    identity: UUID = request.path_params["id"]
    with hub.reading() as db:
        file = db.get(MediaFile, identity)
    seen = visibility(file.opens_at, file.closes_at, hub.now()) if file else Visibility.DRAFT
    if seen is Visibility.CLOSED:
        raise Gone("This file has been withdrawn.")
    if file is None or seen is not Visibility.OPEN or file.filename != request.path_params["name"]:
        raise NotFound("There is no such file.")
    return file


def _led_on(hub: Hub, file: MediaFile) -> Response:
    """To the file in its place, for as long as that is so: the next time it may be another."""
    with hub.reading() as db:
        successor = db.get_one(MediaFile, file.replaced_by_id)
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return RedirectResponse(media_url(hub.settings.origin, successor), 302, headers=headers)


def _from_folder(store: LocalStore, file: MediaFile) -> Response:
    response = FileAnswer(
        store.path(file.key),
        etag=file.sha256,
        content_type=_content_type(file),
        cache_control=IMMUTABLE,
        filename=file.filename,
    )
    response.headers["access-control-allow-origin"] = "*"
    return response


def _read(hub: Hub, file: MediaFile) -> Document:
    # Transcripts are read by scripts on other sites, and the bucket's CORS rules are not ours.
    with hub.store.open(file.key) as source:
        return Document.of(source.read(), _content_type(file), file.created_at, IMMUTABLE)


def _elsewhere(hub: Hub, file: MediaFile) -> Response:
    link = hub.store.link(
        file.key, LINK_LIFETIME, filename=file.filename, content_type=file.content_type
    )
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return RedirectResponse(link.url, 302, headers=headers)


def _content_type(file: MediaFile) -> str:
    is_text = file.content_type.startswith("text/")
    return f"{file.content_type}; charset=utf-8" if is_text else file.content_type
