"""Pages to HTML. Everything that comes from a document or a person is escaped; there is no way around it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from curbside.answer.answer import Answer
from curbside.answer.references import verb_of
from curbside.evidence.kinds import Standing
from curbside.evidence.links import links_in
from curbside.evidence.standing import standing_rule
from curbside.ingest.own_output import MARK_COMMENT
from curbside.web import pages
from curbside.web.article_addresses import report_address, review_address
from curbside.web.charts import chart_svg
from curbside.web.site import Site
from curbside.web.unbroken import unbroken

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
TEMPLATES = _HERE / "templates"
DEFAULT_SITE = Site()


def answer_html(answer: Answer, site: Site = DEFAULT_SITE) -> str:
    """An answer as one file that needs nothing else: for saving, sending and printing."""
    return _render("export.html", pages.AnswerPage(answer, served=False), site)


def page_html(page: pages.Page, site: Site = DEFAULT_SITE) -> str:
    """A page as it is served."""
    return _render(page.template, page, site)


def is_web_address(address: str | None) -> bool:
    """Whether an address may become a link: no scheme but the web's."""
    return address is not None and re.match(r"https?://", address) is not None


def _answers_by_name(standing: Standing) -> bool:
    return standing_rule(standing).answers_by_name


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The stylesheet's text."""
    return (STATIC / "curbside.css").read_text("utf-8")


@lru_cache(maxsize=16)
def static_address(name: str) -> str:
    """The address of a file that pages use; another content has another address."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@lru_cache(maxsize=4)
def look_of(site: Site) -> str:
    """A digest of all that makes pages look as they do but for what they show: templates, style and the site's name."""
    known = hashlib.sha256(repr((version("curbside"), site)).encode("utf-8"))
    for path in sorted([*TEMPLATES.iterdir(), *STATIC.iterdir()]):
        known.update(path.read_bytes())
    return known.hexdigest()[:16]


def _render(template: str, page: pages.Page, site: Site) -> str:
    return _environment().get_template(template).render(page=page, site=site)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    style = stylesheet().encode("utf-8")
    environment.globals.update(
        mark=Markup(MARK_COMMENT),
        stylesheet=Markup(stylesheet()),
        stylesheet_digest=base64.b64encode(hashlib.sha256(style).digest()).decode("ascii"),
        static_address=static_address,
        chart_svg=chart_svg,
        visible_differences=pages.VISIBLE_DIFFERENCES,
        source_address=pages.source_address,
        source_export_address=pages.source_export_address,
        ask_address=pages.ask_address,
        article_address=pages.article_address,
        for_reader=pages.for_reader,
        for_readers=pages.for_readers,
        report_address=report_address,
        review_address=review_address,
        short_name=pages.short_name,
        where_published=pages.where_published,
        is_demonstration=pages.is_demonstration,
        verb_of=verb_of,
    )
    environment.filters.update(day=pages.day, kind_label=pages.kind_label, stopped=pages.stopped, links_in=links_in)
    environment.filters.update(unbroken=unbroken)
    environment.tests.update(web_address=is_web_address, answering_by_name=_answers_by_name)
    return environment
