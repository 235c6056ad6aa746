"""What a page measures as laid out: how wide it is, what is cut off, how large its targets are, what is moving."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# Text that a person can see (not hidden, not for screen readers only), and whether a scroll box holds it.
_SEEN = """
const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
const scrolls = element => {
  for (let one = element; one && one !== document.documentElement; one = one.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(one).overflowX)) return true;
  return false;
};
const named = element => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') || ''}"> ` +
  (element.getAttribute('aria-label') || element.textContent).trim().replace(/\\s+/g, ' ').slice(0, 60);
"""

_WIDTH = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"

_CUT = (
    """() => {"""
    + _SEEN
    + """
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement;
    if (!text.data.trim() || !shown(holder) || scrolls(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const drawing = holder.closest('svg')?.getBoundingClientRect() ?? {left: 0, right: innerWidth};
    for (const box of range.getClientRects())
      if (box.width > 1 && box.right > 0 && (box.right > drawing.right + 1 || box.left < drawing.left - 1))
        { found.push(named(holder)); break; }
  }
  // What is longer than its field can be gone through with the arrow keys.
  for (const element of document.body.querySelectorAll('*:not(svg, svg *, input)')) {
    if (!shown(element) || element.clientWidth <= 1) continue;
    const style = getComputedStyle(element);
    const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
    const overflows = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (hides && overflows) found.push(named(element));
  }
  return found;
}"""
)

# WCAG 2.2, 2.5.8: at least 24 by 24 CSS pixels; or a circle of that diameter around the target's middle touches
# neither another target nor the circle of another that is too small. Links over two lines count by their largest box.
_SMALL_TARGETS = (
    """() => {"""
    + _SEEN
    + """
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]';
  const inside = one => one.closest('details:not([open])') && !one.matches('summary');
  const all = [...document.querySelectorAll(targets)]
    .filter(one => shown(one) && !inside(one))
    .map(one => {
      const boxes = [...(one.labels?.length && ['radio', 'checkbox'].includes(one.type)
        ? one.labels[0] : one).getClientRects()];
      const box = boxes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
      return {one, boxes, small: box.width < 23.95 || box.height < 23.95, box,
              x: box.left + box.width / 2, y: box.top + box.height / 2};
    })
    .filter(target => target.box.width > 1 && target.box.right > 0);
  const reach = (target, box) => Math.hypot(
    Math.max(box.left - target.x, 0, target.x - box.right), Math.max(box.top - target.y, 0, target.y - box.bottom));
  return all.filter(target => target.small && all.some(other => other !== target && (
      other.boxes.some(box => reach(target, box) < 12) ||
      (other.small && Math.hypot(other.x - target.x, other.y - target.y) < 24))))
    .map(({one, box}) => `${box.width.toFixed(1)}x${box.height.toFixed(1)} ${named(one)}`);
}"""
)

_MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one);
    const lasts = list => list.split(',').some(one => parseFloat(one) > 0.001);
    return lasts(style.transitionDuration) || (style.animationName !== 'none' && lasts(style.animationDuration)) ||
      style.scrollBehavior === 'smooth';
  }).map(one => `<${one.tagName.toLowerCase()} class="${one.className}">`)"""

_EDGELESS = """() => [...document.querySelectorAll('button, select, textarea, input:not([type=hidden])')]
  .filter(one => one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) === 0)
  .map(one => one.textContent || one.name)"""


def width_of(page: Page) -> int:
    """How wide the page is in CSS pixels, what scrolls in boxes of its own apart."""
    width: int = page.evaluate(_WIDTH)
    return width


def cut_off(page: Page) -> list[str]:
    """What shows text that is beyond the window's edge or that its box hides."""
    found: list[str] = page.evaluate(_CUT)
    return found


def small_targets(page: Page) -> list[str]:
    """The targets that a finger would miss, with their sizes: under 24 pixels and with no room around them."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found


def moving(page: Page) -> list[str]:
    """What would move: transitions, animations, smooth scrolling."""
    found: list[str] = page.evaluate(_MOVING)
    return found


def brightness(page: Page) -> float:
    """How bright the page's background is, from 0, black, to 255, white."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [float(part) for part in re.findall(r"[\d.]+", colour)]
    assert len(parts) == 3, f"{colour} is no opaque colour"
    return sum(parts) / 3


def edgeless(page: Page) -> list[str]:
    """The fields and buttons without a border, which would have no edge where colours are forced."""
    found: list[str] = page.evaluate(_EDGELESS)
    return found
