"""What of a saved web page is its content: scripts, navigation, banners and what is not shown are taken out.

The page's own markup is believed first (`main`, `article`, roles). On a page without it, what is mostly links beside
the part with nearly all words is taken out; what else there is stays, since junk that is kept does less harm than
content that is lost.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from lxml import etree

from curbside.evidence.reference import folded
from curbside.ingest.html_tables import is_for_layout
from curbside.ingest.html_text import BLOCKS, EMPTIED, GAP, Element, replace, tex_line, text_of

_NEVER_TEXT = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "canvas", "svg", "audio", "video",
    "picture", "img", "map", "button", "select", "input", "textarea", "datalist", "progress", "meter", "dialog", "head",
    "link", "meta", "base",
)  # fmt: skip
# What sites call pictures of formulas, whose source is their alternative text.
_FORMULA = re.compile(r"\b(?:mwe-math|latex|tex|math|equation)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ROLES = frozenset(
    {
        "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
        "toolbar",
    }
)  # fmt: skip
_NOTED_ASIDES = re.compile(
    r"\b(?:callout|warning|caution|important|note|notice|alert|tip|key-?points?|box|panel)\b", re.IGNORECASE
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Never taken out for what they are called: they are content or hold it.
_CONTENT = frozenset(
    {"body", "main", "article", "table", "thead", "tbody", "tr", "td", "th", "p", "dt", "dd", *_HEADINGS}
)

# A class or id that names something beside the content, as a whole: "site-footer" and "related-articles" do,
# "related-conditions" and "no-sidebar" do not.
_WHERE = "site|page|main|global|top|bottom|primary|secondary|article|post|entry|content|left|right|js|widget|block|app"
_WHAT = (
    "cookies?|gdpr|consent|onetrust|breadcrumbs?|navbar|nav|navigation|menu|submenu|share|sharing|social|addthis|addtoany"
    "|sidebar|related|recommended|newsletter|subscribe|advert|advertisement|ads?|promo|sponsored|popup|modal|skip|skiplinks?"
    "|pagination|pager|masthead|footer|toc|comments|disqus|banner|feedback|mw-editsection|editsection|mw-cite-backlink"
    "|noprint|toolbar|tooltip|mw-jump-link|navbox|catlinks|printfooter|search"
)
_WITH = (
    "banner|bar|notice|message|policy|popup|sdk|list|links?|buttons?|icons?|media|menu|container|wrapper|wrap|block|box"
    "|section|widget|area|items?|nav|navigation|inner|outer|articles?|posts?|pages?|stories|news|top|bottom|left|right"
    "|header|footer|form|toggle|to|consent|content|main|signup|preferences|overlay|dialog|panel|group|row|region|desktop|mobile"
)
_BESIDE = re.compile(rf"(?:(?:{_WHERE})[-_]+){{0,2}}(?:{_WHAT})(?:[-_]+(?:{_WITH})){{0,4}}(?:[-_]+\d+)?")
_BESIDE_HEADINGS = frozenset(
    {
        "related articles", "related content", "related pages", "related links", "related information",
        "related topics", "share", "share this page", "share this article", "on this page", "in this article",
        "in this section", "contents", "table of contents", "you may also like", "more from this site",
        "most read", "most popular",
        "similar articles", "recommended articles", "recommended for you", "navigation menu", "cookies on this site",
        "sign up for our newsletter", "comments", "leave a comment", "read more", "read next", "jump to",
    }
)  # fmt: skip
_BYLINES = frozenset({"author", "authors", "byline", "date"})
# Words beside its heading; a header with more holds an abstract.
_LONGEST_TITLE_BLOCK = 60
# A part that holds more of the page than this is content, whatever it is called.
_MOST_BESIDE = 0.4
# Where one part holds this much of the words that are not links, the parts beside it are looked at.
_NEARLY_ALL = 0.7
_CONTAINERS = frozenset({"div", "section", "ul", "ol", "table", "tbody", "tr", "td", "center", "form"})


class _Words(NamedTuple):
    """How many words an element holds, and how many of them are links."""

    all: int
    linked: int

    @property
    def own(self) -> int:
        """Words that are not links."""
        return self.all - self.linked


def drop_unseen(root: Element) -> None:
    """Take out what is never text and what the page does not show."""
    opened = {name for one in root.iter() if one.get("aria-expanded") for name in one.get("aria-controls", "").split()}
    for button in root.iter("button"):
        # A heading that opens what is under it is a button for the mouse and a heading for the reader.
        if button.get("aria-expanded") and next(button.iterancestors("summary", "dt", *_HEADINGS), None) is not None:
            button.tag = "span"
    for picture in [one for one in root.iter("img") if _FORMULA.search(one.get("class", ""))]:
        replace(picture, f" {tex_line(picture.get('alt', ''))} ")
    for element in list(root.iter(*_NEVER_TEXT)):
        remove(element)
    # What a button opens is folded away, not taken back.
    hidden = (one for one in root.iter() if one is not root and _is_hidden(one) and one.get("id") not in opened)
    for element in list(hidden):
        remove(element)


def content_of(body: Element) -> Element:
    """The part of a page that holds its content, cleaned of what stands beside it."""
    counts = _count(body)
    content = _marked(body, counts)
    around = {content, *content.iterancestors()}
    most = _MOST_BESIDE * max(1, counts[content].all)
    for element in [one for one in body.iter() if one not in around and _is_beside(one)]:
        if counts[element].all < most or _is_navigation(element):
            remove(element)
    for heading in list(content.iter(*_HEADINGS)):
        if folded(text_of(heading)) in _BESIDE_HEADINGS:
            _drop_part(heading, counts)
    for links in [one for one in content.iter("ul", "ol") if counts[one].own == 0 and _lists_this_page(one)]:
        remove(links)
    if content is body:
        _drop_link_lists(body)
    return content


def remove(element: Element) -> None:
    """Take an element out; a space stays where it was a block, or kept two words apart."""
    replace(element, " " if element.tag in BLOCKS else GAP)


def _count(root: Element) -> dict[Element, _Words]:
    """The words in every element under `root`, counted in one walk."""
    counts: dict[Element, _Words] = {}
    open_counts = [[0, 0]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            open_counts.append([len((element.text or "").split()), 0])
            continue
        words, linked = open_counts.pop()
        counts[element] = _Words(words, words if element.tag == "a" else linked)
        open_counts[-1][0] += words + len((element.tail or "").split())
        open_counts[-1][1] += counts[element].linked
    return counts


def _is_hidden(element: Element) -> bool:
    if element.get("hidden", "until-found") != "until-found":
        return True
    # A caption that repeats what its picture is called is kept from being read aloud twice; it is seen all the same.
    if element.get("aria-hidden") == "true" and element.tag != "figcaption":
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


def _marked(body: Element, counts: dict[Element, _Words]) -> Element:
    """What the page marks as its content, the body if it marks nothing."""
    mains = [one for one in body.iter() if one.tag == "main" or one.get("role") == "main"]
    within = max(mains, key=counts.__getitem__, default=body)
    largest = max(within.iter("article"), key=counts.__getitem__, default=None)
    # A page of several articles is read whole.
    return largest if largest is not None and counts[largest].all > 0.6 * counts[within].all else within


def _is_beside(element: Element) -> bool:
    tag, role = element.tag, element.get("role", "")
    if _is_navigation(element) or role in _ROLES or tag == "form":
        return True
    if tag in ("header", "footer"):
        # A page's own title block may hold its abstract.
        words = sum(len(text_of(one).split()) for one in element.iterchildren("p", "div", "section", "blockquote"))
        holds_abstract = words > _LONGEST_TITLE_BLOCK and next(element.iter("h1"), None) is not None
        return not holds_abstract and next(element.iterancestors("article", "main"), None) is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if tag == "aside":
        return role != "note" and not role.startswith("doc-") and not _NOTED_ASIDES.search(names)
    if tag == "p":
        return element.getparent().tag == "header" and not _BYLINES.isdisjoint(names.lower().split())
    if tag in _CONTENT:
        return False
    return any(_BESIDE.fullmatch(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()) for name in names.split())


def _is_navigation(element: Element) -> bool:
    return bool(element.tag == "nav" or element.get("role") == "navigation")


def _drop_part(heading: Element, counts: dict[Element, _Words]) -> None:
    """Take out a heading such as "Related articles" with what under it is mostly links."""
    links = list(
        takewhile(lambda one: one.tag == EMPTIED or 2 * counts[one].linked > counts[one].all, heading.itersiblings())
    )
    for one in [heading, *links] if links else []:
        remove(one)


def _lists_this_page(listed: Element) -> bool:
    """Whether a list is nothing but links to places on the same page, as a table of contents is."""
    links = list(listed.iter("a"))
    return len(links) > 1 and all(link.get("href", "").startswith("#") and len(text_of(link)) > 3 for link in links)


def _drop_link_lists(body: Element) -> None:
    """On the way to where nearly all words are, take out the parts beside it that are mostly links."""
    counts = _count(body)
    found, whole = body, counts[body].own
    while True:
        parts = [one for one in found if one.tag in _CONTAINERS]
        best = max(parts, key=lambda one: counts[one].own, default=None)
        for part in parts:
            if part is not best and 2 * counts[part].linked > counts[part].all and not _is_introduced(part):
                remove(part)
        if best is None or counts[best].own < _NEARLY_ALL * whole or (best.tag == "table" and not is_for_layout(best)):
            return
        found = best


def _is_introduced(part: Element) -> bool:
    """Whether a list stands under words that say what it lists."""
    before = next((one for one in part.itersiblings(preceding=True) if one.tag != EMPTIED), None)
    return part.tag in ("ul", "ol") and before is not None and before.tag in ("p", *_HEADINGS)
