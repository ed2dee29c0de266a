// The articles beside the brief, every cited passage marked where it stands.

import { bdi, el, icon, outward, put } from "./dom.js";
import { hostOf, passageTarget, unitsOf } from "./text.js";
import { allCitations, counted, namedSource, numbers, sourceNotes, toldCitations } from "./words.js";

/**
 * The pane of a story. `passages` leads from a citation's number to the nodes that show it.
 * @returns {{element: HTMLElement, scroller: HTMLElement, stands: HTMLElement, passages: Map<number, HTMLElement[]>}}
 */
export function sourcesPane(brief, { label, arriving = false }) {
  const passages = new Map();
  const told = new Set(numbers(toldCitations(brief)));
  const bySource = Map.groupBy(allCitations(brief), (citation) => citation.source);
  const cards = brief.sources.map((source) => card(source, bySource.get(source.id) ?? [], told, passages, arriving));
  const scroller = el("div.texts", { tabindex: "0", role: "region", "aria-label": `${label}: articles` }, cards);
  const stands = el("div.stands", {}, hint());
  const element = el("aside.sources", { "aria-label": label }, head(brief, cards, scroller), stands, scroller);
  return { element, scroller, stands, passages };
}

export function hint() {
  return el("p.hint", {}, "Point at a sentence, tap it or tab to it: the passages it stands on light up here.");
}

function head(brief, cards, scroller) {
  const jump = (source, card) =>
    el("li", {}, el("button.chip", { type: "button", on: { click: () => scrollTo(scroller, card) } }, bdi(namedSource(source))));
  const handle = el(
    "button.handle",
    { type: "button", "aria-expanded": "false" },
    el("span", {}, counted(brief.sources.length, "source")),
  );
  return el(
    "div.pane-head",
    {},
    el("h3", {}, counted(brief.sources.length, "source")),
    handle,
    el("ul.chips", { "aria-label": "Jump to an article" }, brief.sources.map((source, n) => jump(source, cards[n]))),
    el("button.close-pane.quiet", { type: "button", "aria-label": "Close the sources" }, icon("close")),
  );
}

/** Bring `node` into view inside `scroller`, and leave the rest of the page where it is. */
export function scrollTo(scroller, node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const offset = node.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  const margin = node.matches("article") ? 0 : scroller.clientHeight / 4;
  scroller.scrollTo({ top: scroller.scrollTop + offset - margin, behavior: calm ? "auto" : "smooth" });
}

function card(source, citations, told, passages, arriving) {
  const of = (field) => citations.filter((citation) => citation.field === field);
  const shown = source.text ?? null;
  const titled = source.title && (of("title").length || !shown?.trimStart().startsWith(source.title));
  return el(
    "article.source",
    { "data-source": source.id },
    el("h4", {}, bdi(namedSource(source))),
    titled && el("p.title", { dir: "auto", lang: source.language }, marked(source.title, of("title"), [], told, passages)),
    facts(source),
    shown === null
      ? [el("p.meta", {}, quotesNote(citations, arriving)), quotesOf(source, citations, told, passages)]
      : el("div.text", { dir: "auto", lang: source.language }, marked(shown, of("text"), source.removed, told, passages)),
    shown !== null && el("ol.printed", {}, quoteItems(citations.filter((c) => told.has(c.n)))),
  );
}

function facts(source) {
  const given = [source.author, source.published?.slice(0, 10), source.given_id].filter(Boolean);
  const line = el("p.meta", {}, source.id);
  for (const fact of given) put(line, " · ", bdi(fact));
  if (source.url) put(line, " · ", outward(source.url, hostOf(source.url) ?? source.url));
  for (const note of sourceNotes(source)) put(line, el("span.note", {}, note));
  return line;
}

/** The text as it was read, cut wherever a passage or a set-aside stretch begins or ends. */
function marked(text, citations, removed, told, passages) {
  const spans = [...citations, ...removed];
  const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort((a, b) => a - b);
  const units = unitsOf(text, edges);
  const pieces = [text.slice(0, edges.length ? units.get(edges[0]) : text.length)];
  edges.forEach((start, place) => {
    const end = edges[place + 1] ?? Infinity;
    const piece = text.slice(units.get(start), end === Infinity ? text.length : units.get(end));
    const covers = (span) => span.start <= start && span.end > start;
    pieces.push(stretch(piece, start, citations.filter(covers), removed.find(covers), told, passages));
  });
  return pieces.filter((piece) => piece !== "");
}

function stretch(piece, start, citations, removed, told, passages) {
  if (removed && piece && !citations.length) {
    const reason = removed.reason.replaceAll("_", " ");
    return el("del", { title: `set aside: ${reason}` }, piece, el("span.sr", {}, ` (set aside: ${reason})`));
  }
  if (!citations.length || !piece) return piece;
  const all = [...new Set(numbers(citations))].sort((a, b) => a - b);
  const first = all.filter((n) => told.has(n) && citations.some((c) => c.n === n && c.start === start));
  const node = el(`mark.passage${all.some((n) => told.has(n)) ? ".told" : ""}`, { tabindex: "-1" }, piece);
  for (const n of all) passages.set(n, [...(passages.get(n) ?? []), node]);
  return [first.map(backButton), node];
}

function backButton(n) {
  return el("button.number", { type: "button", "data-back": n, "aria-label": `Passage ${n}: to its sentence in the brief` }, String(n));
}

/** A stored answer may have been asked for without texts: then the quotes stand alone. */
function quotesOf(source, citations, told, passages) {
  const quoted = [...new Map(citations.map((citation) => [citation.n, citation])).values()].sort((a, b) => a.n - b.n);
  const items = quoted.map((citation) => {
    const node = el("mark.passage.told", { tabindex: "-1" }, citation.quote);
    passages.set(citation.n, [...(passages.get(citation.n) ?? []), node]);
    return el("li", { lang: source.language }, told.has(citation.n) ? backButton(citation.n) : null, el("q", { dir: "auto" }, node));
  });
  return el("ul.quotes-only", {}, items);
}

function quotesNote(citations, arriving) {
  if (arriving) return citations.length ? "Cited so far:" : "";
  return citations.length
    ? "The whole text was not kept with this brief; these are the passages that it cites."
    : "No passage of this article is cited.";
}

function quoteItems(citations) {
  const quoted = [...new Map(citations.map((citation) => [citation.n, citation])).values()].sort((a, b) => a.n - b.n);
  return quoted.map((citation) => el("li", {}, `[${citation.n}] `, el("q", { dir: "auto" }, citation.quote)));
}

/** The strip above the articles: what the sentence stands on, and the way to each passage on its outlet's own page. */
export function standsOn(citations, sources) {
  const supports = citations.filter((citation) => citation.role === "supports");
  const related = citations.filter((citation) => citation.role === "related");
  return el(
    "div.stands-on",
    {},
    el("span.label", {}, "Stands on"),
    supports.map((citation) => passageChip(citation, sources.get(citation.source))),
    related.length > 0 && el("span.label", {}, "see also"),
    related.map((citation) => passageChip(citation, sources.get(citation.source))),
  );
}

function passageChip(citation, source) {
  const go = el("button.go", { type: "button", "data-n": citation.n }, el("b", {}, String(citation.n)), " ", bdi(source ? namedSource(source) : citation.source));
  const target = passageTarget(source?.url, citation.quote);
  if (!target) return el("span.passage-chip", {}, go);
  const open = el(
    "a.onward",
    { target: "_blank", rel: "noopener noreferrer nofollow", "aria-label": `Open passage ${citation.n} on ${hostOf(target)}` },
    icon("out"),
  );
  open.setAttribute("href", target);
  return el("span.passage-chip", {}, go, open);
}

