// The numbers behind a sentence: each is a button that leads to its passage.

import { el } from "./dom.js";
import { distinct } from "./words.js";

/**
 * @param {object[]} citations
 * @param {Map<string, object>} sources by id
 */
export function marks(citations, sources) {
  const each = distinct(citations).sort((a, b) => a.n - b.n);
  const button = (citation) => mark(citation, sources.get(citation.source));
  const supports = each.filter((citation) => citation.role === "supports");
  const related = each.filter((citation) => citation.role === "related");
  return el(
    "span.marks",
    {},
    supports.map(button),
    related.length > 0 && [
      el("span.kept-together", {}, el("span.see-also", {}, "see also"), button(related[0])),
      related.slice(1).map(button),
    ],
  );
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
