"""A letter as HTML for mail clients, as plain text, and as Markdown to paste."""

from collections.abc import Iterator
from enum import StrEnum

from mediahub.newsletter.contents import Content, Fact
from mediahub.newsletter.markdown import absolute, escaped, mail_html, mail_text
from mediahub.newsletter.models import ItemKind
from mediahub.newsletter.view import LetterView
from mediahub.web.templating import Templates


class Format(StrEnum):
    """What a letter can be printed as."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"


def render(view: LetterView, format: Format, templates: Templates) -> str:
    """The whole letter, as a document of its own."""
    if format is Format.HTML:
        return as_html(view, templates)
    return as_text(view) if format is Format.TEXT else as_markdown(view)


def as_html(view: LetterView, templates: Templates) -> str:
    """An HTML document of tables and inline styles, without pictures and scripts.

    Links to this site are absolute; light and dark follow the reader's own choice.
    """
    return templates.render(
        view.letter.language,
        "newsletter/mail.html",
        letter=view,
        mail_html=lambda markdown: mail_html(absolute(markdown, view.origin)),
    )


def as_text(view: LetterView) -> str:
    """Plain text; an underlined heading begins each item."""
    greeting = mail_text(absolute(view.letter.greeting, view.origin))
    blocks = [_underlined(view.subject, "="), view.corrected, greeting, view.nothing_new]
    blocks += [block for content in view.contents for block in _text_item(content, view.origin)]
    blocks.append(f"{view.read_on_the_web}:\n{view.url}")
    return _joined(blocks)


def _underlined(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}" if text else ""


def _joined(blocks: list[str]) -> str:
    return "\n\n".join(filter(None, blocks)) + "\n"


def _text_item(content: Content, origin: str) -> Iterator[str]:
    above = f"{content.overline}\n" if content.overline else ""
    yield above + _underlined(content.heading.text, "-")
    yield mail_text(absolute(content.text.text, origin))
    mark = "- " if content.kind is ItemKind.WEBCAST else ""
    yield "\n".join(f"{mark}{fact.label}: {fact.words.text}" for fact in content.facts)
    yield f"{content.link}:\n{origin}{content.path}" if content.path else ""


def as_markdown(view: LetterView) -> str:
    """CommonMark that reads well before it is rendered, too."""
    last = f"[{view.read_on_the_web}]({view.url})"
    return _joined([f"# {escaped(view.subject)}", *markdown_blocks(view), last])


def markdown_blocks(view: LetterView) -> list[str]:
    """The letter without its name, each heading, text and fact by itself; some may be "" """
    items = [_markdown_item(content, view.origin) for content in view.contents]
    return [
        f"*{view.corrected}*" if view.corrected else "",
        absolute(view.letter.greeting.strip(), view.origin),
        view.nothing_new,
        *(one for item in items for one in item),
    ]


def _markdown_item(content: Content, origin: str) -> Iterator[str]:
    yield escaped(content.overline)
    yield f"## {escaped(content.heading.text)}" if content.heading.text else ""
    yield absolute(content.text.text.strip(), origin)
    if content.kind is ItemKind.WEBCAST:
        yield "\n".join(f"- {_marked(fact)}" for fact in content.facts)
    else:
        yield from map(_marked, content.facts)
    yield f"[{escaped(content.link)}]({origin}{content.path})" if content.path else ""


def _marked(fact: Fact) -> str:
    return f"**{escaped(fact.label)}:** {escaped(fact.words.text)}"
