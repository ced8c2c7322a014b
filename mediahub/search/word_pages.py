"""How the search understands a word, for staff who wonder why it finds what it finds."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall
from mediahub.search.index.provider import swedish

LONGEST_WORD = 100


def explain(request: Request, call: StudioCall) -> Response:
    """The steps that a word goes through; of several words, the first."""
    word = request.query_params.get("ord", "").strip()[:LONGEST_WORD]
    steps = dict(swedish(call.hub.settings).explain(word).steps) if word else {}
    return call.render("search/studio/word.html", word=word, steps=steps)
