// The numbers behind a sentence: each is a button that leads to its passage.

import { el } from "./dom.js";
import { distinct } from "./words.js";

const RELATED = "tells the claim, but not every value in the sentence";
const MOST = 8; // marks behind one sentence; of more the first stand open

/**
 * @param {object[]} citations
 * @param {Map<string, object>} sources by id
 */
export function marks(citations, sources) {
  const each = distinct(citations).sort((a, b) => (a.role === "related") - (b.role === "related") || a.n - b.n);
  const open = each.slice(0, each.length > MOST ? MOST - 2 : MOST);
  const line = el("span.marks", {}, buttons(open, sources));
  if (open.length < each.length) line.append(moreButton(each.slice(open.length), sources, open.at(-1)));
  return line;
}

/** The marks in order, "see also" before the first related one and on one line with it. */
function buttons(citations, sources, before = null) {
  return citations.map((citation, place) => {
    const button = mark(citation, sources.get(citation.source));
    const former = place ? citations[place - 1] : before;
    if (citation.role !== "related" || former?.role === "related") return button;
    return el("span.kept-together", {}, el("span.see-also", { title: RELATED }, "see also"), button);
  });
}

function moreButton(rest, sources, before) {
  const words = `${rest.length} more passages`;
  const more = el("button.mark.more", { type: "button", "aria-label": words, title: words }, `+${rest.length}`);
  more.addEventListener("click", (event) => {
    event.stopPropagation();
    const shown = buttons(rest, sources, before);
    more.replaceWith(...shown);
    (shown[0].matches("button") ? shown[0] : shown[0].querySelector("button")).focus();
  });
  return more;
}

function mark(citation, source) {
  const related = citation.role === "related";
  const label = `passage ${citation.n}, ${source?.outlet ?? citation.source}${related ? ", related" : ""}`;
  return el(
    `button.mark${related ? ".related" : ""}`,
    { type: "button", "data-n": citation.n, "aria-label": label },
    String(citation.n),
  );
}

const carried = new WeakMap();

/** Let an element carry citations: pointing at it lights its passages up. */
export function carrying(element, citations) {
  carried.set(element, distinct(citations));
  element.dataset.carrier = "";
  return element;
}

/** The element at or around `node` that carries citations, and those; null where there is none. */
export function carrierAt(node) {
  const element = node instanceof Element ? node.closest("[data-carrier]") : null;
  return element && { element, citations: carried.get(element) };
}

export function carries(element, n) {
  return carried.get(element)?.some((citation) => citation.n === n) ?? false;
}
