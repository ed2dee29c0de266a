// The articles beside the brief, every cited passage marked where it stands.

import { AWAY, bdi, el, icon, outward, put } from "./dom.js";
import { hostOf, passageTarget, unitsOf } from "./text.js";
import { allCitations, counted, distinct, namedSource, numbers, sourceNotes, toldCitations } from "./words.js";

/**
 * The pane of a story. `passages` leads from a citation's number to the nodes that show it.
 * @returns {{element: HTMLElement, scroller: HTMLElement, stands: HTMLElement, passages: Map<number, HTMLElement[]>}}
 */
export function sourcesPane(brief, { label, arriving = false }) {
  const marker = new Marker(numbers(toldCitations(brief)));
  const bySource = Map.groupBy(allCitations(brief), (citation) => citation.source);
  const cards = brief.sources.map((source) => card(source, bySource.get(source.id) ?? [], marker, arriving));
  const scroller = el("div.texts", { tabindex: "0", role: "region", "aria-label": `${label}: articles` }, cards);
  const stands = el("div.stands", {}, hint());
  const element = el("aside.sources", { "aria-label": label }, head(brief, cards, scroller), stands, scroller);
  return { element, scroller, stands, passages: marker.passages };
}

export function hint() {
  return el("p.hint", {}, "Point at a sentence, tap it or tab to it: the passages it stands on light up here.");
}

function head(brief, cards, scroller) {
  const sources = counted(brief.sources.length, "source");
  const jump = (source, place) => {
    const click = () => scrollTo(scroller, cards[place]);
    return el("li", {}, el("button.chip", { type: "button", on: { click } }, bdi(source.outlet)));
  };
  return el(
    "div.pane-head",
    {},
    el("h3", {}, sources),
    el("button.handle", { type: "button", "aria-expanded": "false" }, sources),
    el("ul.chips", { "aria-label": "Jump to an article" }, brief.sources.map(jump)),
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

function card(source, citations, marker, arriving) {
  const of = (field) => citations.filter((citation) => citation.field === field);
  const own = { dir: "auto", lang: source.language };
  const whole = holds(source.text, of("text")) ? source.text : null;
  const titled = source.title && (of("title").length || !whole?.trimStart().startsWith(source.title));
  return el(
    "article.source",
    { "data-source": source.id },
    el("h4", {}, bdi(source.outlet), unnamed(source)),
    titled && el("p.title", own, marker.marked(source.title, of("title"), [])),
    facts(source),
    whole === null && [el("p.meta", {}, quotesNote(citations, arriving)), marker.quotes(citations, source.language)],
    whole !== null && el("div.text", own, marker.marked(whole, of("text"), source.removed)),
    whole !== null && el("ol.printed", {}, marker.printed(citations)),
  );
}

/** An article without an outlet goes by its id everywhere: its heading says which article that is. */
function unnamed(source) {
  const title = source.outlet === source.id && namedSource(source) !== source.id && namedSource(source);
  return title && [": ", bdi(title)];
}

/** Whether there is a text and every passage stands in it, letter by letter. One that differs is not shown as cited. */
function holds(text, citations) {
  if (text === null || text === undefined) return false;
  const units = unitsOf(text, citations.flatMap(({ start, end }) => [start, end]));
  return citations.every(({ start, end, quote }) => text.slice(units.get(start), units.get(end)) === quote);
}

function facts(source) {
  const given = [source.author, source.published?.slice(0, 10), source.given_id].filter(Boolean);
  const line = el("p.meta", {}, source.id);
  for (const fact of given) put(line, " · ", bdi(fact));
  if (source.url) put(line, " · ", outward(source.url, hostOf(source.url) ?? source.url));
  for (const note of sourceNotes(source)) put(line, el("span.note", {}, note));
  return line;
}

/** Marks passages in texts, and knows where each number is shown. */
class Marker {
  passages = new Map();
  #told;

  /** @param {number[]} told the numbers that the brief itself cites, not only the claims beside it */
  constructor(told) {
    this.#told = new Set(told);
  }

  /** The text as it was read, cut wherever a passage or a set-aside stretch begins or ends. */
  marked(text, citations, removed) {
    const spans = [...citations, ...removed];
    const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort((a, b) => a - b);
    const units = unitsOf(text, edges);
    const cut = (from, to) => text.slice(units.get(from) ?? 0, units.get(to) ?? text.length);
    const pieces = edges.map((start, place) => {
      const covers = (span) => span.start <= start && span.end > start;
      const piece = cut(start, edges[place + 1]);
      return this.#stretch(piece, start, citations.filter(covers), removed.find(covers));
    });
    return [cut(undefined, edges[0]), ...pieces].filter((piece) => piece !== "");
  }

  #stretch(piece, start, citations, removed) {
    if (!piece || (!citations.length && !removed)) return piece;
    if (!citations.length) return setAside(piece, removed.reason.replaceAll("_", " "));
    const all = [...new Set(numbers(citations))].sort((a, b) => a - b);
    const node = this.#passage(piece, all);
    const begins = (n) => citations.some((citation) => citation.n === n && citation.start === start);
    return [all.filter((n) => this.#told.has(n) && begins(n)).map(backButton), node];
  }

  #passage(words, all) {
    const node = el(`mark.passage${all.some((n) => this.#told.has(n)) ? ".told" : ""}`, { tabindex: "-1" }, words);
    for (const n of all) this.passages.set(n, [...(this.passages.get(n) ?? []), node]);
    return node;
  }

  /** A stored answer may have been asked for without texts: then the quotes stand alone. */
  quotes(citations, language) {
    const item = ({ n, quote }) => {
      const passage = el("q", { dir: "auto" }, this.#passage(quote, [n]));
      return el("li", { lang: language }, this.#told.has(n) && backButton(n), passage);
    };
    return el("ul.quotes-only", {}, inOrder(citations).map(item));
  }

  /** What the paper shows instead of the whole text. */
  printed(citations) {
    const told = inOrder(citations).filter(({ n }) => this.#told.has(n));
    return told.map(({ n, quote }) => el("li", {}, `[${n}] `, el("q", { dir: "auto" }, quote)));
  }
}

function setAside(piece, reason) {
  return el("del", { title: `set aside: ${reason}` }, piece, el("span.sr", {}, ` (set aside: ${reason})`));
}

function backButton(n) {
  const label = `Passage ${n}: to its sentence in the brief`;
  return el("button.number", { type: "button", "data-back": n, "aria-label": label }, String(n));
}

function inOrder(citations) {
  return distinct(citations).sort((a, b) => a.n - b.n);
}

function quotesNote(citations, arriving) {
  if (arriving) return citations.length ? "Cited so far:" : "";
  return citations.length
    ? "The whole text was not kept with this brief; these are the passages that it cites."
    : "No passage of this article is cited.";
}

/** The strip above the articles: what the sentence stands on, with the way to each passage on its outlet's own page. */
export function standsOn(citations, sources) {
  const chip = (citation) => passageChip(citation, sources.get(citation.source));
  const supports = citations.filter((citation) => citation.role === "supports");
  const related = citations.filter((citation) => citation.role === "related");
  return el(
    "div.stands-on",
    {},
    el("span.label", {}, "Stands on"),
    supports.map(chip),
    related.length > 0 && [el("span.label", {}, "see also"), related.map(chip)],
  );
}

function passageChip({ n, quote }, source) {
  const go = el("button.go", { type: "button", "data-n": n }, el("b", {}, String(n)), " ", bdi(source.outlet));
  const target = passageTarget(source.url, quote);
  if (!target) return el("span.passage-chip", {}, go);
  const label = `Open passage ${n} on ${hostOf(target)}`;
  const open = el("a.onward", { ...AWAY, "aria-label": label }, icon("out"));
  open.setAttribute("href", target); // byte for byte
  return el("span.passage-chip", {}, go, open);
}
