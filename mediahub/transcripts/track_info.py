"""What an output says of itself besides the words."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """The title of what it is the transcript of, its language, and whether a person has read it."""

    title: str
    language: str
    is_unreviewed: bool = False

    @property
    def mark(self) -> str:
        """That nobody has reviewed it, in its own language; "" for the others."""
        if not self.is_unreviewed:
            return ""
        is_swedish = self.language.lower().startswith("sv")
        return "Maskinellt, ej granskat" if is_swedish else "Made by a machine, not reviewed"

    def notes(self) -> Iterator[str]:
        """Lines for a format that has comments."""
        yield f"Language: {self.language}"
        if self.mark:
            yield self.mark
