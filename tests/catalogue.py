"""What the program says, found in its sources, against the Swedish catalogue.

`python -m tests.catalogue` writes the catalogue anew, each sentence below the first file that says
it. It adds what is lacking, to be translated, drops what is said no more, and tells of both.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parent.parent
SWEDISH = ROOT / "mediahub" / "locale" / "sv.po"

Forms = str | list[str] | tuple[str, ...] | None

# Which argument of a call is a sentence, counted from 0.
SENTENCE_AT = {
    "MediaHubError": 0,
    "NotFound": 0,
    "Gone": 0,
    "Conflict": 0,
    "Invalid": 0,
    "Forbidden": 0,
    "StaleForm": 0,
    "StoreFailure": 0,
    "TooSoon": 0,
    "TooSlow": 0,
    "OtherCharset": 0,
    "Busy": 0,
    "Damaged": 0,
    "MenuEntry": 0,
    "Phrase": 0,
    "FeedError": 0,
    "gettext": 0,
    "unique": 0,
    "say": 1,
    "print_result": 2,
}
# What is assigned to these is a sentence, or a choice of them.
NAMES = {"sentence", "sentences", "_SENTENCES"}


def spoken() -> dict[str, str]:
    """Every sentence that is translated when it is said, and a file that says it."""
    found: dict[str, str] = {}
    for folder in ("feeds", "mediahub"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            found = dict.fromkeys(_in_python(file), _name(file)) | found
    for file in sorted((ROOT / "templates").rglob("*.*")):
        found = dict.fromkeys(_in_template(file), _name(file)) | found
    return found


def plurals() -> dict[str, str]:
    """What is said of more than one, by what is said of one."""
    templates = sorted((ROOT / "templates").rglob("*.*"))
    said = (forms for file in templates for forms in _forms_in_template(file))
    return {forms[0]: forms[1] for forms in said if len(forms) > 1}


def translated() -> dict[str, list[str]]:
    """The Swedish forms of every entry of the catalogue, by what they translate."""
    return {_forms(entry.id)[0]: _forms(entry.string) for entry in _read() if entry.id}


def translated_plurals() -> dict[str, str]:
    """The plural of every entry that has one, by its singular."""
    entries = (_forms(entry.id) for entry in _read() if entry.id)
    return {forms[0]: forms[1] for forms in entries if len(forms) > 1}


def unsettled() -> list[str]:
    """The entries that are marked as fuzzy or commented out."""
    catalogue = _read()
    fuzzy = [entry for entry in catalogue if entry.id and entry.fuzzy]
    return [_forms(entry.id)[0] for entry in [*fuzzy, *catalogue.obsolete.values()]]


def fields(text: str) -> set[str]:
    """The names that are filled in, as `{name}` or `%(name)s`."""
    return {first or second for first, second in re.findall(r"\{(\w+)[^}]*\}|%\((\w+)\)s", text)}


def main() -> None:
    """Write the catalogue, and tell of what is to be translated and of what was dropped."""
    said, known = spoken(), {_forms(entry.id)[0]: entry for entry in _read() if entry.id}
    plural, written = plurals(), [_header()]
    place = ""
    for sentence in sorted(said, key=lambda sentence: said[sentence]):
        if said[sentence] != place:
            place = said[sentence]
            written.append(f"# {place}\n")
        entry = known.get(sentence)
        ids = [sentence, plural[sentence]] if sentence in plural else sentence
        strings = _forms(entry.string) if entry else [""]
        written.append(_entry(ids, [*strings, ""][: len(_forms(ids))]))
        if entry is None:
            print(f"to translate: {sentence}")  # noqa: T201 - it is what the command is for
    for sentence in known.keys() - said.keys():
        print(f"no longer said: {sentence}")  # noqa: T201
    SWEDISH.write_text("\n".join(written), encoding="utf-8")


def _header() -> str:
    return SWEDISH.read_text(encoding="utf-8").split("\n\n", 1)[0] + "\n"


def _entry(said: Forms, swedish: Forms) -> str:
    ids, forms = _forms(said), _forms(swedish)
    if len(ids) == 1:
        return f"msgid {_quoted(ids[0])}\nmsgstr {_quoted(forms[0])}\n"
    strings = [f"msgstr[{at}] {_quoted(form)}\n" for at, form in enumerate(forms)]
    return f"msgid {_quoted(ids[0])}\nmsgid_plural {_quoted(ids[1])}\n{''.join(strings)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _read() -> Catalog:
    with SWEDISH.open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


def _forms(text: Forms) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _in_python(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given):
                at = SENTENCE_AT.get(name, len(given))
                yield from _literals(given[at : at + 1])
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMES:
                yield from _literals([value])


def _literals(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=first, orelse=second):
                yield from _literals([first, second])
            case ast.Dict(values=parts) | ast.Call(args=parts):
                yield from _literals(parts)


def _in_template(file: Path) -> Iterator[str]:
    for forms in _forms_in_template(file):
        yield forms[0]


def _forms_in_template(file: Path) -> Iterator[list[str]]:
    with file.open("rb") as source:
        for _, _, forms, _ in babel_extract(source, ["_", "gettext", "ngettext"], [], {}):
            kept = forms if isinstance(forms, tuple) else (forms,)
            if kept[0]:
                yield [form for form in kept if form]


if __name__ == "__main__":
    main()
