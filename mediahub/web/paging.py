"""Lists that go on over pages: `?sida=2`."""

from dataclasses import dataclass

from starlette.requests import Request

from mediahub.errors import NotFound


@dataclass(frozen=True, slots=True)
class PageOfList:
    """One page of a list that is newest first; pages are counted from 1."""

    number: int
    count: int
    per_page: int

    @property
    def newer(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.number < self.count else None

    @property
    def skipped(self) -> int:
        """How much of the list stands on the pages before."""
        return (self.number - 1) * self.per_page

    @property
    def kept_query(self) -> str:
        """What a link to the same page in another language begins with."""
        return f"sida={self.number}&" if self.number > 1 else ""


def page_asked_for(request: Request, length: int, per_page: int) -> PageOfList:
    """The page of a list of `length` that the address names, or NotFound; an empty list has one."""
    text = request.query_params.get("sida", "1")
    pages = max(1, -(-length // per_page))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= number <= pages:
        raise NotFound("There is no page “{page}”.", page=text)
    return PageOfList(number, pages, per_page)
