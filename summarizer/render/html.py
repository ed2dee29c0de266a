"""A brief as one standalone web page: no script, nothing loaded from anywhere, readable on paper and on a phone.

jinja2 escapes every value. The page's own style is the only thing that its content policy lets through.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from summarizer.models import Answer
from summarizer.render import view
from summarizer.render.foreign import link_target, passage_target, visible

_TEMPLATES: Final = ("page.html.j2", "brief.html.j2")
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def render_html(answer: Answer) -> str:
    """Return `answer` as a whole HTML document, ending in a line break. Everything is in it, every claim among it."""
    languages = [source.language for brief in answer.stories for source in brief.sources]
    language = languages[0] if languages else "en"
    title = answer.stories[0].headline.text if answer.stories else "No story"
    return environment(*_TEMPLATES).get_template("page.html.j2").render(
        answer=answer,
        title=title,
        language=language,
        direction=direction_of(language),
        style=_style(),
        policy=policy_of(_style()),
    ) + "\n"  # fmt: skip


def direction_of(language: str) -> str:
    """Return the direction in which `language` is written, as the attribute `dir` has it."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def policy_of(style: str) -> str:
    """Return the content security policy of a page that has nothing but `style`."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def shared_style() -> str:
    """Return the style sheet of a brief, which the page of `summarizer.web` shares."""
    return _read("brief.css")


@cache
def _style() -> Markup:
    return style_sheet("brief.css", "file.css")


def _read(name: str) -> str:
    return files("summarizer.render").joinpath("templates", name).read_text(encoding="utf-8")


def style_sheet(*names: str) -> Markup:
    """Return our own style sheets as one; no foreign text is in them."""
    return Markup("".join(map(_read, names)))  # noqa: S704


@cache
def environment(*names: str) -> Environment:
    """Return what renders our own templates `names`: every value escaped, and what commands a display made visible."""
    environment = Environment(
        loader=DictLoader({name: _read(name) for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals.update(view=view)
    environment.filters.update(link_target=link_target, passage_target=passage_target)
    return environment


def _shown(value: object) -> object:
    """Make what commands a display visible in every value, and keep carriage returns, which browsers would drop."""
    if type(value) is not str:
        return value
    return Markup(str(escape(visible(value))).replace("\r", "&#13;"))  # noqa: S704 (escaped in this line)
