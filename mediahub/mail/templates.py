"""From what happened to words: templates by name, their layout, and what no mail may hold."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2 import Template as Layout
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid
from mediahub.hub import Hub
from mediahub.i18n import filters, translations
from mediahub.mail.html_rules import check_html, check_text, harmless
from mediahub.mail.message import Attachment, Mailbox
from mediahub.mail.models import Mail
from mediahub.web.templating import templates_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What a mail says. One that is not transactional needs its `unsubscribe_url` (RFC 8058)."""

    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment] = ()
    reply_to: Mailbox | None = None
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """That the mail is not to be sent, and why: a sentence in the language of staff."""

    reason: str


Render = Callable[[Hub, Session, Mail], Rendered | Withheld]


@dataclass(frozen=True, slots=True)
class Template:
    """How mails of one name are made, when they are due. `render` reads and writes nothing."""

    name: str
    render: Render
    is_transactional: bool = True


class Templates:
    """Every template by its name."""

    def __init__(self, templates: Iterable[Template] = ()) -> None:
        self._templates = {template.name: template for template in templates}

    def render(self, hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
        """What the mail says now. Invalid for a mail that breaks the rules of all mails."""
        template = self._templates.get(mail.template)
        if template is None:
            # A worker of the next version may know it.
            raise Conflict("No mails of the kind “{kind}” are made here.", kind=mail.template)
        made = template.render(hub, db, mail)
        if isinstance(made, Rendered):
            check(made, hub.settings.origin)
            if not template.is_transactional and made.unsubscribe_url is None:
                raise ValueError(f"{template.name} tells no way to get no more of its kind")
        return made


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; a line break in them stays one."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do: what it is called and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, as When: Wednesday."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Links:
    """A list of links, each by its title."""

    items: Sequence[tuple[str, str]]


Block = Paragraph | Heading | Button | Facts | Links


def compose(
    hub: Hub,
    mail: Mail,
    subject: str,
    blocks: Sequence[Block],
    *,
    attachments: Sequence[Attachment] = (),
    reply_to: Mailbox | None = None,
    unsubscribe_url: str | None = None,
) -> Rendered:
    """Both parts of a mail in its language, from the same blocks, so that they say the same.

    Whatever text people have written into it, it becomes no address but our own.
    """
    origin = hub.settings.origin
    subject = harmless(subject)
    shown = [_harmless(block, origin) for block in blocks]
    context = {
        "subject": subject,
        "blocks": [(type(block).__name__.lower(), block) for block in shown],
        "sender": harmless(hub.settings.sender[0]),
        "origin": origin,
        "unsubscribe_url": unsubscribe_url,
    }
    return Rendered(
        subject=subject,
        text=_layout(mail.language, "layout.txt").render(context),
        html=_layout(mail.language, "layout.html").render(context),
        attachments=attachments,
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
    )


def _harmless(block: Block, origin: str) -> Block:
    match block:
        case Paragraph(text):
            return Paragraph(harmless(text, origin))
        case Heading(text):  # in capitals no address is our own
            return Heading(harmless(text))
        case Button(label, url):
            return Button(harmless(label), url)
        case Facts(rows):
            return Facts([(harmless(name), harmless(value, origin)) for name, value in rows])
        case Links(items):
            return Links([(harmless(title), url) for title, url in items])


@cache
def _layout(language: str, name: str) -> Layout:
    environment = Environment(
        loader=FileSystemLoader(templates_folder() / "mail"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        catalogue.gettext, catalogue.ngettext, newstyle=True
    )
    environment.globals["language"] = language
    environment.filters.update(filters(language))
    return environment.get_template(name)


def check(made: Rendered, origin: str) -> None:
    """Invalid for a mail that leads away from our own domain, or fetches anything."""
    check_html(made.html, origin)
    check_text(made.text, origin)
    if made.unsubscribe_url is not None and not made.unsubscribe_url.startswith(f"{origin}/"):
        raise Invalid(
            "A mail may only link to our own domain, and not to {what}", what=made.unsubscribe_url
        )
