"""What letters and their pages tell of a newsletter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from mediahub.i18n import filters, translations
from mediahub.newsletter.contents import Content, content_of
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.urls import letter_url


@dataclass(frozen=True)
class LetterView:
    """A letter for a template. Addresses are paths on this site unless they are called urls."""

    letter: Newsletter
    origin: str
    now: datetime

    @property
    def path(self) -> str:
        """Its page."""
        return letter_url("", self.letter)

    @property
    def url(self) -> str:
        """Its page, for those elsewhere."""
        return letter_url(self.origin, self.letter)

    @property
    def name(self) -> str:
        """ "Nyhetsbrev nr 4 år 2023"."""
        sentence = translations(self.letter.language).gettext("Newsletter no. {number}, {year}")
        return sentence.format(number=self.letter.number, year=self.letter.year)

    @property
    def subject(self) -> str:
        """Its name, and its title if it has one."""
        return f"{self.name}: {self.letter.title}" if self.letter.title else self.name

    @cached_property
    def contents(self) -> Sequence[Content]:
        """What its items say."""
        return [content_of(item, self.letter.language, self.now) for item in self.letter.items]

    @property
    def headings(self) -> str:
        """What it is about, on one line."""
        return " · ".join(one.heading.text for one in self.contents if one.heading.text)

    @property
    def nothing_new(self) -> str:
        """What stands in a letter without items, "" in one that has some."""
        if self.contents:
            return ""
        gettext = translations(self.letter.language).gettext
        return gettext("Nothing new has been published since the last newsletter.")

    @property
    def corrected(self) -> str:
        """ "Rättat 4 mars 2026", "" of a letter that stands as it was sent."""
        if self.letter.corrected_at is None:
            return ""
        language = self.letter.language
        sentence = translations(language).gettext("Corrected {day}")
        return sentence.format(day=filters(language)["date"](self.letter.corrected_at))

    @property
    def read_on_the_web(self) -> str:
        """What leads from the letter to its page."""
        return translations(self.letter.language).gettext("Read the newsletter on the web")
