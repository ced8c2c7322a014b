"""Networks in the studio, and the lasting documents in their rooms."""

from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.media.models import Purpose
from mediahub.webcasts import networks as service
from mediahub.webcasts.models import Network, NetworkDocument
from mediahub.webcasts.studio import group_form as forms
from mediahub.webcasts.studio.form import read_number
from mediahub.webcasts.studio.group_form import GroupForm, Readers, Texts
from mediahub.webcasts.studio.hints import with_place
from mediahub.webcasts.studio.uploads import sent_back, taken
from mediahub.webcasts.urls import STUDIO_NETWORKS

NEW = "/studio/nytt-natverk"
_EMPTY = {"title": "", "description": "", "places_per_organisation": "2", "slug": ""}
_READERS: Readers = {"places_per_organisation": read_number}


def listing(_: Request, call: StudioCall) -> Response:
    """Every network, by title."""
    return call.render(
        "webcasts/studio/networks.html",
        networks=service.list_networks(call.db),
        may_edit=call.may_edit(),
    )


def ask(_: Request, call: StudioCall) -> Response:
    """The form of a new one."""
    return _form(call, None, GroupForm(_EMPTY))


def add(_: Request, call: StudioCall) -> Response:
    """Add it."""
    typed = forms.sent(call, _EMPTY)
    adding = partial(service.add_network, call.db, now=call.now)
    network = forms.save(call, typed, Network, _READERS, adding)
    if isinstance(network, GroupForm):
        return _form(call, None, network)
    return redirect(_path(network), "tillagt")


def look(request: Request, call: StudioCall) -> Response:
    """One network with its meetings and documents."""
    network = _asked_for(request, call)
    return _form(call, network, GroupForm(_texts(network)))


def change(request: Request, call: StudioCall) -> Response:
    """Save what was changed, unless somebody else has saved meanwhile."""
    network, typed = _asked_for(request, call), forms.sent(call, _EMPTY)
    if filled := forms.stale(call, typed, _texts(network)):
        return _form(call, network, filled)
    editing = partial(service.edit_network, call.db, network)
    saved = forms.save(call, typed, Network, _READERS, editing)
    if isinstance(saved, GroupForm):
        return _form(call, network, saved)
    return redirect(_path(network), "sparat")


def add_documents(request: Request, call: StudioCall) -> Response:
    """Put the documents that were sent last in the room."""
    network = _asked_for(request, call)
    title = call.sent("document_title").strip()
    try:
        with call.db.begin_nested():
            for upload in taken(call, Purpose.DOCUMENT):
                assert upload.media is not None
                named = title or upload.filename.rpartition(".")[0] or upload.filename
                service.add_document(call.db, network, upload.media, named)
    except (Invalid, Conflict, NotFound) as error:
        refusal = with_place(error, call.language)
        return _form(call, network, GroupForm(_texts(network), refusal=refusal))
    return redirect(_path(network), "dokument")


def ask_remove(request: Request, call: StudioCall) -> Response:
    """What happens when a document is removed."""
    network = _asked_for(request, call)
    document = _document(network, request.path_params["id"])
    return call.render("webcasts/studio/network_document.html", network=network, document=document)


def remove(request: Request, call: StudioCall) -> Response:
    """Take a document out of the room; its bytes go."""
    network = _asked_for(request, call)
    document = _document(network, request.path_params["id"])
    service.remove_document(call.db, document, call.now)
    return redirect(_path(network), "borttaget")


def _document(network: Network, identity: UUID) -> NetworkDocument:
    for document in network.documents:
        if document.id == identity:
            return document
    raise NotFound("There is no such document.")


def _asked_for(request: Request, call: StudioCall) -> Network:
    return service.get_network(call.db, request.path_params["slug"])


def _path(network: Network) -> str:
    return f"{STUDIO_NETWORKS}/{network.slug}"


def _texts(network: Network) -> Texts:
    return {name: str(getattr(network, name)) for name in _EMPTY}


def _form(call: StudioCall, network: Network | None, filled: GroupForm) -> Response:
    current = _texts(network) if network else _EMPTY
    return call.render(
        "webcasts/studio/network.html",
        filled.status,
        network=network,
        sent=sent_back(call),
        may_edit=call.may_edit(),
        **filled.context(current),
    )
