"""What the pages tell of a show."""

from dataclasses import dataclass
from functools import cached_property

from mediahub.media.urls import media_url
from mediahub.shows.models import Show
from mediahub.shows.urls import feed_url, json_feed_url
from mediahub.web.markdown import opening, plain


@dataclass(frozen=True)
class ShowView:
    """A show for a template. Addresses are paths on this site unless they are called urls."""

    show: Show
    origin: str

    @property
    def path(self) -> str:
        """Its page."""
        return f"/{self.show.slug}"

    @property
    def url(self) -> str:
        """Its page, for those elsewhere."""
        return f"{self.origin}{self.path}"

    @property
    def feed_url(self) -> str:
        """What a podcast app subscribes to."""
        return feed_url(self.origin, self.show.slug)

    @property
    def json_feed_url(self) -> str:
        """The JSON feed."""
        return json_feed_url(self.origin, self.show.slug)

    @cached_property
    def cover(self) -> str | None:
        """The small rendition of the cover."""
        file = self.show.cover_small or self.show.cover
        return media_url("", file) if file else None

    @cached_property
    def icon(self) -> str | None:
        """The cover for a browser's tab."""
        return media_url("", self.show.icon) if self.show.icon else None

    @property
    def summary(self) -> str:
        """The one sentence that says what it is about, for lists and for other sites."""
        return opening(self.show.description)

    @property
    def lead(self) -> str:
        """The first paragraph of what it is about, as words alone."""
        return plain(self.show.description.partition("\n\n")[0])

    @property
    def rest(self) -> str:
        """What follows that, in Markdown."""
        return self.show.description.partition("\n\n")[2]
