"""The status of the service: work, mail, storage, index, versions; and a thorough check."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import Guard, StudioCall, StudioPage, redirect
from mediahub.doctor import Diagnosis, examine
from mediahub.errors import MediaHubError
from mediahub.i18n import sentence
from mediahub.search.index.index_status import index_status
from mediahub.search.index.provider import IndexProvider
from mediahub.search.jobs import REBUILD
from mediahub.status import queries
from mediahub.status.actions import ask_for

STATUS = "/studio/status"

StatusLine = tuple[Diagnosis, str]
"""What the doctor found of a part, and the sentence in the reader's language."""


def looking(index: IndexProvider) -> StudioPage:
    """The page with what is counted at once."""

    def look(_: Request, call: StudioCall) -> Response:
        return _page(call, index, None)

    return look


def checking(index: IndexProvider) -> StudioPage:
    """The same with what the doctor finds, who also asks the store and the mail server."""

    def check(_: Request, call: StudioCall) -> Response:
        found = list(examine(call.hub.settings, call.hub.now))
        return _page(call, index, [(one, _sentence(call, one)) for one in found])

    return check


def reindex(_: Request, call: StudioCall) -> Response:
    """Let the worker make the index anew; meanwhile the old one answers."""
    ask_for(call, REBUILD, "search.reindex")
    return redirect(STATUS, "index")


def _sentence(call: StudioCall, found: Diagnosis) -> str:
    return sentence(MediaHubError(found.sentence, **found.values), call.language)


def _page(call: StudioCall, index: IndexProvider, told: Sequence[StatusLine] | None) -> Response:
    return call.render(
        "status/studio/status.html",
        queue=queries.queue_of(call.hub, call.db, call.now),
        mail=queries.mail_of(call.db, call.now),
        stored=queries.stored_of(call.hub, call.db),
        index=index_status(index(), call.db),
        versions=queries.versions(call.db),
        told=told,
        is_administrator=call.guard is Guard.ADMINISTRATOR,
    )
