"""Persons and organisations in the studio: where they are credited, their names, two made one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from uuid import UUID

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import Texts, differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.people import merge as naming
from mediahub.people import service
from mediahub.people.appearances import AppearanceSource
from mediahub.people.merge import Move, Named
from mediahub.people.models import Organisation, Person
from mediahub.web.paging import page_asked_for

PEOPLE = "/studio/personer"
ORGANISATIONS = f"{PEOPLE}/organisationer"
PER_PAGE = 50
MOST_APPEARANCES = 100
MOST_NEAR = 8


@dataclass(frozen=True, slots=True)
class NamedPages:
    """The pages of persons, or those of organisations, which are the same but for the address.

    `tellers` tell where somebody is credited; `moves` move what else a person stands in.
    """

    kind: type[Person] | type[Organisation]
    home: str
    sources: Sequence[AppearanceSource]
    moves: Sequence[Move] = ()

    def list(self, request: Request, call: StudioCall) -> Response:
        """Everyone by name, or those whose name holds what is asked for."""
        asked = request.query_params.get("q", "").strip()[:200]
        wanted = select(self.kind)
        if asked:
            wanted = wanted.where(self.kind.name.icontains(asked, autoescape=True))
        count = call.db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        page = page_asked_for(request, count, PER_PAGE)
        chosen = wanted.order_by(func.lower(self.kind.name), self.kind.id)
        rows = list(_named(call.db.scalars(chosen.limit(PER_PAGE).offset(page.skipped))))
        return call.render(
            "people/studio/list.html",
            home=self.home,
            is_person=self.kind is Person,
            rows=rows,
            counts=naming.count_credits(call.db, rows),
            asked=asked,
            count=count,
            page=page,
        )

    def look(self, request: Request, call: StudioCall) -> Response:
        """One, with every credit."""
        row = self._row(request, call)
        return self._page(call, row, _texts(row), {})

    def save(self, request: Request, call: StudioCall) -> Response:
        """Another name, and for a person another page of their own."""
        row = self._row(request, call)
        current = _texts(row)
        typed = {name: call.sent(name) for name in current}
        if is_stale(call, current):
            return self._page(call, row, typed, {}, overtaken_by=current)
        errors: dict[str, str] = {}
        with call.db.begin_nested() as step:
            for name, text in typed.items():
                try:
                    _set(call, row, name, text)
                except (Conflict, Invalid) as error:
                    errors[name] = sentence(error, call.language)
            if errors:
                step.rollback()
        if errors:
            return self._page(call, row, typed, errors)
        return redirect(f"{self.home}/{row.id}", "sparad")

    def ask_merge(self, request: Request, call: StudioCall) -> Response:
        """What becomes of it when the one of another name, `?med=`, is made one with this one."""
        row = self._row(request, call)
        name = request.query_params.get("med", "")
        other = naming.find_named(call.db, self.kind, name)
        if other is None or other is row:
            error = NotFound("There is no other called “{name}”.", name=name[:200])
            errors = {"med": sentence(error, call.language)}
            return self._page(call, row, _texts(row), errors)
        return call.render(
            "people/studio/merge.html",
            home=self.home,
            is_person=self.kind is Person,
            row=row,
            other=other,
            counts=naming.count_credits(call.db, [row, other]),
            kept_query="",
        )

    def merge(self, request: Request, call: StudioCall) -> Response:
        """Make the two one."""
        row = self._row(request, call)
        try:
            other = naming.get_named(call.db, self.kind, UUID(call.sent("other")))
        except ValueError:
            raise Invalid("Choose whom to make one with {name}.", name=row.name) from None
        naming.merge(call.db, row, other, self.moves, actor=call.actor, now=call.now)
        return redirect(f"{self.home}/{row.id}", "ihop")

    def _row(self, request: Request, call: StudioCall) -> Named:
        identity: UUID = request.path_params["id"]
        return naming.get_named(call.db, self.kind, identity)

    def _page(
        self,
        call: StudioCall,
        row: Named,
        texts: Texts,
        errors: dict[str, str],
        *,
        overtaken_by: Texts | None = None,
    ) -> Response:
        found = [one for tell in self.sources for one in tell(call.db, row)]
        names: Sequence[str] = call.db.scalars(select(self.kind.name)).all()
        near = get_close_matches(row.name, names, MOST_NEAR + 1, 0.6)
        return call.render(
            "people/studio/person.html",
            409 if overtaken_by is not None else 422 if errors else 200,
            home=self.home,
            is_person=self.kind is Person,
            row=row,
            texts=texts,
            errors=errors,
            version=version_of(_texts(row)),
            differences=differences(overtaken_by, texts) if overtaken_by is not None else None,
            appearances=found[:MOST_APPEARANCES],
            count=len(found),
            near=[name for name in near if name != row.name],
            may_edit=call.may_edit(),
            kept_query="",
        )


def _named(found: Iterable[object]) -> Iterator[Named]:
    return (row for row in found if isinstance(row, Person | Organisation))


def _texts(row: Named) -> Texts:
    own = {"url": row.url or ""} if isinstance(row, Person) else {}
    return {"name": row.name, **own}


def _set(call: StudioCall, row: Named, name: str, text: str) -> None:
    if name == "name":
        naming.rename(call.db, row, text, actor=call.actor, now=call.now)
    elif isinstance(row, Person):
        service.set_url(row, text)
        call.db.flush()
