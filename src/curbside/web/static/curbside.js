// Comfort on top of pages that work without: citation cards, copying, printing, conversation on one page.

document.documentElement.classList.add("js");

// -- citation cards: one element, shown beside or under the marker that asks for it

const WAIT_TO_SHOW = 120; // ms that a pointer rests on a marker
const WAIT_TO_HIDE = 250; // ms in which a pointer may cross from marker to card
const GAP = 8;

const card = document.createElement("div");
card.className = "card";
card.tabIndex = -1;
card.popover = "manual";
card.setAttribute("role", "dialog");

const cards = { marker: null, pinned: false, timer: 0, quiet: false };
const markerOf = (node) => node.closest?.(".citations a");
const placeOf = (marker) => decodeURIComponent(marker.hash.slice(1));

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function withoutIds(node) {
  const copy = node.cloneNode(true);
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  return copy;
}

function fill(marker) {
  const first = document.getElementById(placeOf(marker));
  const reference = first?.closest(".references ol > li");
  if (!reference) return false;
  const prefix = placeOf(marker).replace(/\d+$/, "");
  const places = marker.dataset.places?.split(" ").map((place) => prefix + place) ?? [placeOf(marker)];
  const label = marker.getAttribute("aria-label");
  const close = element("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", hide);
  card.replaceChildren(element("p", "card-title", label.charAt(0).toUpperCase() + label.slice(1)), close);
  const quotes = places.map((place) => document.getElementById(place)).filter((one) => one !== reference);
  for (const quote of quotes) card.append(element("div", "quote", ...withoutIds(quote).childNodes));
  for (const part of [".about", ".cited"]) card.append(withoutIds(reference.querySelector(part)));
  for (const stored of card.querySelectorAll(".stored")) stored.remove();
  card.setAttribute("aria-label", label);
  return true;
}

function place(marker) {
  const [at, rail] = [marker.getBoundingClientRect(), marker.closest("article")?.querySelector(".rail")];
  const beside = rail?.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const sheet = room < 640;
  card.classList.toggle("sheet", sheet);
  card.style.left = card.style.top = "";
  if (sheet) return;
  const height = card.offsetHeight;
  const inMargin = beside && beside.left > at.right;
  const left = inMargin ? beside.left : Math.min(Math.max(GAP, at.left - 40), room - card.offsetWidth - GAP);
  const below = inMargin ? at.top - 24 : at.bottom + GAP;
  const fits = below + height < innerHeight - GAP;
  const top = fits ? below : inMargin ? innerHeight - height - GAP : at.top - height - GAP;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${Math.max(top, GAP) + scrollY}px`;
}

function show(marker, pinned) {
  clearTimeout(cards.timer);
  if (cards.marker !== marker) {
    hide();
    if (!fill(marker)) return;
    // After its marker, so that the tab key goes on from there.
    marker.closest("sup").after(card);
    card.showPopover();
    place(marker);
    cards.marker = marker;
    marker.setAttribute("aria-expanded", "true");
  }
  cards.pinned ||= pinned;
  card.classList.toggle("pinned", cards.pinned);
  // A card that came with the focus is passed by the tab key; one that was asked for is entered.
  for (const one of card.querySelectorAll("a, button")) one.tabIndex = cards.pinned ? 0 : -1;
  if (pinned) {
    card.focus({ preventScroll: true });
    const [top, bottom] = [marker.getBoundingClientRect().bottom, card.getBoundingClientRect().top];
    if (card.classList.contains("sheet") && top > bottom) scrollBy({ top: top - bottom + 3 * GAP });
  }
}

function hide() {
  clearTimeout(cards.timer);
  const { marker } = cards;
  if (!marker) return;
  const back = card.contains(document.activeElement);
  Object.assign(cards, { marker: null, pinned: false });
  marker.removeAttribute("aria-expanded");
  if (card.isConnected) card.hidePopover();
  card.remove();
  if (back) {
    cards.quiet = true;
    marker.focus({ preventScroll: true });
    cards.quiet = false;
  }
}

function hideSoon() {
  clearTimeout(cards.timer);
  cards.timer = setTimeout(() => cards.pinned || card.matches(":hover") || hide(), WAIT_TO_HIDE);
}

if (card.showPopover) {
  document.addEventListener("click", (event) => {
    const marker = markerOf(event.target);
    if (marker && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      if (!document.getElementById(placeOf(marker))) return;
      event.preventDefault();
      show(marker, true);
    } else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || cards.pinned) return;
    const marker = markerOf(event.target);
    if (marker) {
      clearTimeout(cards.timer);
      cards.timer = setTimeout(() => show(marker, false), WAIT_TO_SHOW);
    } else if (card.contains(event.target)) clearTimeout(cards.timer);
  });
  document.addEventListener("pointerout", (event) => {
    if (markerOf(event.target) || card.contains(event.target)) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const marker = markerOf(event.target);
    if (marker && !cards.quiet && marker.matches(":focus-visible")) show(marker, false);
    else if (cards.marker && event.target !== cards.marker && !card.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cards.marker) {
      event.preventDefault();
      hide();
    }
  });
  addEventListener("resize", () => cards.marker && place(cards.marker));
  document.addEventListener("htmx:beforeSwap", hide);
}

// -- taking an answer along

// What is folded away is left out, and with it the references of nothing else.
const LEFT_OUT = "details.more:not([open]), .card, .rail, .readers, .carrying, .stored, svg, .related, .colophon, .status a";

function copyOf(article) {
  const copy = article.cloneNode(true);
  for (const one of copy.querySelectorAll(LEFT_OUT)) one.remove();
  const cited = new Set([...copy.querySelectorAll(".citations a")].map((one) => parseInt(one.textContent, 10)));
  for (const item of copy.querySelectorAll(".references li[value]")) if (!cited.has(item.value)) item.remove();
  for (const list of copy.querySelectorAll(".references ol:not(:has(li))")) {
    list.previousElementSibling.remove();
    list.remove();
  }
  for (const sup of copy.querySelectorAll(".citations")) {
    const numbers = [...sup.querySelectorAll("a")].map((one) => one.textContent.replace(/\s+/g, " "));
    sup.replaceWith(` [${numbers.join("; ")}]`);
  }
  for (const item of copy.querySelectorAll(".references li[value]")) item.firstElementChild.prepend(`[${item.value}] `);
  for (const one of copy.querySelectorAll("*")) {
    for (const { name } of [...one.attributes]) if (name !== "href") one.removeAttribute(name);
  }
  return copy;
}

function textOf(copy) {
  const lines = [];
  const said = (node) => node.textContent.replace(/\s+/g, " ").trim();
  for (const node of copy.querySelectorAll("h1, h2, h3, h4, p, li, tr, caption, figcaption, summary")) {
    if (node.matches("li:has(> p)")) continue;
    const text = node.matches("tr") ? [...node.cells].map(said).join("\t") : said(node);
    const address = node.querySelector("cite a[href^=http]")?.href;
    if (/^H\d$/.test(node.tagName)) lines.push("", text);
    else if (node.tagName === "LI") lines.push(`- ${text}`);
    else lines.push(address ? `${text} ${address}` : text);
  }
  return lines.join("\n").trim();
}

async function copy(text, html) {
  if (navigator.clipboard && globalThis.ClipboardItem && isSecureContext) {
    const kinds = { "text/plain": text, ...(html && { "text/html": html }) };
    const blobs = Object.entries(kinds).map(([kind, value]) => [kind, new Blob([value], { type: kind })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  const give = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
  };
  document.addEventListener("copy", give, { once: true });
  if (!document.execCommand("copy")) throw new Error("copying is not allowed");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return print();
  event.preventDefault();
  const said = button.closest(".tools").querySelector(".said");
  try {
    if (button.dataset.copy === "link") await copy(button.href);
    else {
      const made = copyOf(button.closest("article"));
      await copy(textOf(made), made.innerHTML);
    }
    said.textContent = "Copied.";
  } catch {
    said.textContent = "The browser did not allow copying. Select the text and copy it.";
  }
});

// -- printing shows what is folded

let unfolded = [];
addEventListener("beforeprint", () => {
  hide();
  unfolded = [...document.querySelectorAll("details.more:not([open])")];
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of unfolded) one.open = false;
});

// -- the conversation stays on the page

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  const said = target.querySelector(".said");
  if (said) said.textContent = "Looking in the library …";
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const said = target.querySelector(".said");
  if (said) said.textContent = "";
  // What went wrong is told by the page that a form without script would get.
  if (!detail.successful && target.matches("form")) target.submit();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = detail.requestConfig.elt;
  if (!form.matches(".follow-up")) return;
  form.elements.q.value = "";
  const title = document.querySelector("#turns > article:last-child .title");
  title.focus({ preventScroll: true });
  title.scrollIntoView({ block: "start" });
});
