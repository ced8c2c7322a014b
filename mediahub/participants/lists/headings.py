"""Which column of a list holds what, by its Swedish or English heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mediahub.errors import Invalid


class Field(StrEnum):
    """What a column can hold."""

    NAME = "name"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    EMAIL = "e-mail"
    ORGANISATION = "organisation"


# In small letters, without anything that is neither letter nor digit.
_HEADINGS: dict[Field, str] = {
    Field.NAME: (
        "namn name fullname fullständigtnamn helanamnet förochefternamn förnamnochefternamn"
        " förnamnefternamn deltagare deltagarnamn deltagarensnamn participant participantname"
    ),
    Field.FIRST_NAME: "förnamn fornamn firstname givenname tilltalsnamn",
    Field.LAST_NAME: "efternamn lastname surname familyname",
    Field.EMAIL: (
        "epost epostadress email emailaddress mail mailadress mejl mejladress"
        " deltagarensepost deltagarensepostadress participantemail"
    ),
    Field.ORGANISATION: (
        "organisation organization organisationsnamn organisationname organizationname"
        " kommun region kommunregion kommunellerregion kommunregionorganisation myndighet"
        " municipality arbetsplats arbetsgivare företag företagsnamn company companyname employer"
    ),
}
_FIELDS = {word: field for field, words in _HEADINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings as they stand, and for each the field it holds or None."""

    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]

    @property
    def mapping(self) -> dict[str, str | None]:
        """What is read from where, for a person to look over."""
        named = zip(self.headings, self.fields, strict=True)
        return {heading: field.value if field else None for heading, field in named if heading}

    def read(self, cells: Sequence[str]) -> Mapping[Field, str]:
        """The texts of a row by field; of several columns the first that is filled in counts."""
        found: dict[Field, str] = {}
        for field, cell in zip(self.fields, cells, strict=False):
            if field is not None and cell.strip():
                found.setdefault(field, cell)
        return found


def read_headings(cells: Sequence[str]) -> Columns:
    """The columns under these headings; more than one may hold the organisation."""
    headings = tuple(" ".join(cell.split()) for cell in cells)
    return Columns(headings, tuple(_FIELDS.get(_key(heading)) for heading in headings))


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row looks like the headings: somewhere in it an e-mail address is announced."""
    return Field.EMAIL in read_headings(cells).fields


def check(columns: Columns) -> None:
    """Invalid unless there is one column with the e-mail address and a way to tell the name."""
    for field in (Field.EMAIL, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME):
        same = [h for h, f in zip(columns.headings, columns.fields, strict=True) if f is field]
        if len(same) > 1:
            raise Invalid(
                "Several columns say the same: {headings}. Keep one of them.",
                headings=_quoted(same),
            )
    if Field.EMAIL not in columns.fields:
        raise Invalid(
            "No column holds the e-mail address. The headings are: {headings}.",
            headings=_quoted(columns.headings),
        )
    if Field.NAME not in columns.fields and Field.FIRST_NAME not in columns.fields:
        raise Invalid(
            "No column holds the name. The headings are: {headings}.",
            headings=_quoted(columns.headings),
        )


def _key(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum())


def _quoted(headings: Sequence[str]) -> dict[str, str]:
    quotes = {"sv": "”{}”", "en": "“{}”"}
    return {
        language: ", ".join(quoted.format(heading) for heading in headings if heading)
        for language, quoted in quotes.items()
    }
