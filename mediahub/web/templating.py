"""Templates: one Jinja2 environment a language, and addresses of static files by content."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import mediahub
from mediahub.i18n import LANGUAGES, filters, iso_duration, phrases, timestamp
from mediahub.web.field_lengths import room_for
from mediahub.web.markdown import page_html, plain

_PACKAGE = Path(mediahub.__file__).parent
STATIC_FOLDER = _PACKAGE / "static"


def templates_folder() -> Path:
    """Inside the package when installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


class Templates:
    """The templates in every language; `origin` is what absolute addresses begin with."""

    def __init__(self, origin: str) -> None:
        self._environments = {language: _environment(language, origin) for language in LANGUAGES}

    def render(self, language: str, name: str, **context: object) -> str:
        """The template filled in; an undefined name is an error and never an empty space."""
        return self._environments[language].get_template(name).render(context)

    def static(self, name: str) -> str:
        """The address of a static file, new when its content is."""
        return _static(name)


@cache
def _environment(language: str, origin: str) -> Environment:
    """Made once in a process: it keeps the templates that it has compiled."""
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        auto_reload=False,  # or every page asks the disk about each of its templates
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        phrases(language), static=_static, language=language, languages=LANGUAGES, origin=origin
    )
    environment.globals["room_for"] = room_for
    environment.filters.update(filters(language))
    environment.filters.update(
        timestamp=timestamp, iso_duration=iso_duration, markdown=page_html, plain=plain
    )
    return environment


def _static(name: str) -> str:
    return f"/static/{name}?v={_versions()[name]}"


@cache
def _versions() -> dict[str, str]:
    files = [file for file in STATIC_FOLDER.rglob("*") if file.is_file()]
    return {
        file.relative_to(STATIC_FOLDER).as_posix(): sha256(file.read_bytes()).hexdigest()[:12]
        for file in files
    }
