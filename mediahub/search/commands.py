"""`mediahub search` and `mediahub reindex`: find what was said, and make the index anew."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.i18n import sentence, timestamp
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.interface import SearchIndex
from mediahub.search.index.provider import opened, swedish
from mediahub.search.index.sync import every_document, sync
from mediahub.search.query.results import Hit, Results, State
from mediahub.search.query.searcher import SearchQuery
from mediahub.terminal import AsJson, hub_of, print_facts, print_json, print_result, progress, say

EXPLAIN = "explain"
MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How every query of one run is asked."""

    hub: Hub
    index: SearchIndex
    audience: Audience
    sort: Literal["relevance", "date"]
    limit: int

    def find(self, text: str) -> Results:
        """The passages; Conflict while there is no index to ask."""
        with self.hub.reading() as db:
            found = self.index.query(
                SearchQuery(
                    text,
                    staff=self.audience is Audience.STAFF,
                    visible=visible_to(db, self.audience, self.hub.now()),
                    by="passage",
                    sort=self.sort,
                    limit=self.limit,
                )
            )
        if found.state is State.REBUILDING:
            raise Conflict("The search index is being rebuilt. Try again in a minute.")
        return found


def search(
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(help="What to find; or “explain WORD”: how a word is analysed."),
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="A file with one query on each line.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, max=MOST_HITS, help="At most so many passages.")
    ] = 10,
    as_: Annotated[
        Literal["visitor", "staff"], typer.Option("--as", help="Who searches.")
    ] = "visitor",
    sort: Annotated[
        Literal["relevance", "date"], typer.Option(help="What comes first.")
    ] = "relevance",
    as_json: AsJson = False,
) -> None:
    """Find the passages where something was said or written, best first.

    Words (all of them), "a phrase", OR, -word, begin*, person: roll: ämne: år: typ:
    """
    words = [_readable(word) for word in query or ()]
    if (from_ is None) is not bool(words):
        raise typer.BadParameter("Give a query, or --from with a file of queries.")
    hub = hub_of(context)
    if len(words) == 2 and words[0] == EXPLAIN:
        _explain(hub, words[1], as_json=as_json)
        return
    with _in_step(hub) as index:
        asking = SearchOptions(hub, index, Audience(as_), sort, limit)
        for text in [" ".join(words)] if from_ is None else _lines(from_):
            found = asking.find(text)
            if not as_json:
                _print(hub, found)
            elif from_ is None:
                print_json(_facts(hub, text, found))
            else:
                typer.echo(json.dumps(_facts(hub, text, found), ensure_ascii=False))


def _readable(text: str) -> str:
    """What was typed, without the halves of characters that a terminal may give."""
    return text.encode("utf-8", "replace").decode()


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            yield line.rstrip("\n")


@contextmanager
def _in_step(hub: Hub) -> Iterator[SearchIndex]:
    """The index, first brought up to what the database holds: there may be no worker."""
    with opened(hub) as index:
        sync(hub, index)
        yield index


def _facts(hub: Hub, text: str, found: Results) -> dict[str, Any]:
    return {
        "query": text,
        "total": found.total,
        "hits": [_hit(hub, hit) for hit in found.hits],
        "suggestion": found.suggestion,
    }


def _hit(hub: Hub, hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.item.key.kind,
        "id": hit.item.key.id,
        "title": hit.item.title,
        "url": f"{hub.settings.origin}{hit.url}",
        "start_seconds": hit.start,
        "speaker": hit.speaker,
        "snippet": hit.snippet,
        "score": hit.score,
    }


def _print(hub: Hub, found: Results) -> None:
    for remark in found.remarks:
        typer.echo(sentence(remark, hub.settings.language))
    if not found.total:
        say(hub, "Nothing was found.")
    for hit in found.hits:
        at = "" if hit.start is None else timestamp(hit.start)
        typer.echo("  ".join(part for part in (hit.item.title, at, hit.speaker, hit.label) if part))
        typer.echo(f"  {hit.snippet}")
        typer.echo(f"  {hub.settings.origin}{hit.url}\n")
    if found.total > len(found.hits):
        say(hub, "{shown} of {total} passages.", shown=len(found.hits), total=found.total)
    if found.suggestion:
        say(hub, "Did you mean “{suggestion}”?", suggestion=found.suggestion)


def _explain(hub: Hub, word: str, *, as_json: bool) -> None:
    explained = swedish(hub.settings).explain(word)
    print_facts(hub, {"word": word, **dict(explained.steps)}, as_json=as_json)


def reindex(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the search index anew from the database; meanwhile the old one answers."""
    hub = hub_of(context)
    with opened(hub) as index, progress("search") as show:
        index.rebuild(every_document(hub, show))
        health = index.health()
    facts = {"engine": health.engine, "items": health.items, "texts": health.texts}
    print_result(hub, facts, "Indexed {items} items with {texts} texts.", as_json=as_json)
