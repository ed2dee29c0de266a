// What stands below the statements: differences, who tells what, single voices, words, dates, names, what fell out.

import { bdi, el, icon } from "./dom.js";
import { carrying, marks } from "./marks.js";
import { agreementWords, counted, developmentWords, inQuotationMarks } from "./words.js";
import { loneClaims, numbers, spelledNames } from "./words.js";

const ROWS = 10; // of the matrix that stand open
const LONE = 3; // claims of one outlet that stand open

function section(title, name, ...children) {
  return el(`section.part.${name}`, {}, el("h3", {}, title), children);
}

function carriedLine(tag, words, citations, sources, ...more) {
  const line = el(tag, { dir: "auto" }, bdi(words), more, " ", marks(citations, sources));
  return carrying(line, citations);
}

/** Each disagreement with its positions side by side; the brief chooses none. */
export function disagreements(brief, sources) {
  if (!brief.disagreements.length) return null;
  const said = (position) => positionItem(position, position.outlets.join(", "), sources);
  const one = ({ topic, positions }) =>
    el("div.disagreement", {}, el("h4", {}, icon("disputed"), bdi(topic)), el("ul.positions", {}, positions.map(said)));
  return section("Where outlets differ", "differ", brief.disagreements.map(one));
}

function positionItem(position, who, sources) {
  const value = el("p.value", { dir: "auto" }, position.text);
  const line = el("p.who", {}, bdi(who), " ", marks(position.citations, sources));
  return carrying(el("li.position", {}, value, line), position.citations);
}

/** Figures that later articles give anew, in order of time: updates, no disagreements. */
export function developments(brief, sources) {
  if (!brief.developments?.length) return null;
  const given = (position) => positionItem(position, developmentWords(position), sources);
  const one = ({ topic, positions }) =>
    el("div.development", {}, el("h4", {}, bdi(topic)), el("ol.positions", {}, positions.map(given)));
  return section("How it developed", "developed", brief.developments.map(one));
}

/** Claims against outlets: who tells what, and where somebody says otherwise. */
export function matrix(brief, sources) {
  const outlets = [...new Set(brief.sources.map((source) => source.outlet))];
  if (!brief.claims.length || outlets.length < 2) return null;
  const claims = [...brief.claims].sort((a, b) => b.in_brief - a.in_brief || b.outlets.length - a.outlets.length);
  const made = (some) => some.map((claim) => row(claim, outlets, brief, sources));
  const body = el("tbody", {}, made(claims.slice(0, ROWS)));
  const column = (outlet) => el("th", { scope: "col" }, bdi(outlet));
  const table = el(
    "table",
    {},
    el("caption.sr", {}, "Claims and the outlets that tell them"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Claim"), outlets.map(column))),
    body,
  );
  const frame = el("div.matrix-frame", { tabindex: "0", role: "region", "aria-label": "Claims by outlet" }, table);
  return section("Who tells what", "matrix", frame, claims.length > ROWS && showAll(claims, body, made));
}

/** The rows of many articles are thousands of cells: they are made when somebody wants them. */
function showAll(claims, body, made) {
  const more = el("button.quiet", { type: "button" }, `Show all ${counted(claims.length, "claim")}`);
  more.addEventListener("click", () => {
    const late = made(claims.slice(ROWS));
    body.append(...late);
    more.remove();
    late[0].querySelector("th").focus();
  });
  return more;
}

function row(claim, outlets, brief, sources) {
  const words = agreementWords(claim.agreement, claim.outlets);
  const heading = el(
    "th",
    { scope: "row", tabindex: "-1" },
    icon(claim.agreement),
    el("span.sr", {}, `${words}: `),
    el("span", { dir: "auto" }, claim.text),
    !claim.in_brief && el("span.aside", {}, "not in the brief"),
  );
  const line = el(`tr.${claim.agreement}`, {}, heading, outlets.map((outlet) => cell(claim, outlet, brief, sources)));
  return carrying(line, claim.citations);
}

function cell(claim, outlet, brief, sources) {
  const here = (citation) => sources.get(citation.source)?.outlet === outlet;
  const told = claim.citations.filter(here);
  if (told.length) return el("td.tells", {}, el("span.sr", {}, "tells it, "), marks(told, sources));
  const other = otherPosition(claim, outlet, brief);
  if (!other) return el("td", {}, el("span", { "aria-hidden": "true" }, "–"), el("span.sr", {}, "does not tell it"));
  const theirs = marks(other.citations.filter(here), sources);
  const shown = el("td.otherwise", {}, el("span.sr", {}, "says otherwise: "), bdi(other.text), " ", theirs);
  return carrying(shown, other.citations);
}

/** What `outlet` says instead, where the claim is one side of a disagreement. */
function otherPosition(claim, outlet, brief) {
  const mine = new Set(numbers(claim.citations));
  const holds = (position) => position.citations.some((citation) => mine.has(citation.n));
  const disputes = brief.disagreements.filter(({ positions }) => positions.some(holds));
  return disputes.flatMap(({ positions }) => positions).find((p) => !holds(p) && p.outlets.includes(outlet));
}

/** What only one outlet says and the brief has no room for. */
export function lone(brief, sources) {
  const groups = loneClaims(brief);
  if (!groups.length) return null;
  const item = (claim) => carriedLine("li", claim.text, claim.citations, sources);
  const list = (claims) => el("ul.lines", {}, claims.map(item));
  const group = ([outlet, claims]) => [
    el("h4", {}, bdi(outlet)),
    list(claims.slice(0, LONE)),
    claims.length > LONE &&
      el("details", {}, el("summary", {}, `${claims.length - LONE} more`), list(claims.slice(LONE))),
  ];
  return section("What only one outlet says", "lone", groups.map(group));
}

export function quotes(brief, sources) {
  if (!brief.quotes.length) return null;
  const item = ({ text, speaker, citations }) => {
    const who = speaker && [" — ", el("span.speaker", {}, bdi(speaker))];
    return carriedLine("li", inQuotationMarks(text), citations, sources, who);
  };
  return section("In their words", "said", el("ul.lines", {}, brief.quotes.map(item)));
}

export function timeline(brief, sources) {
  if (!brief.timeline.length) return null;
  const item = ({ date, text, citations }) => {
    const what = el("span", { dir: "auto" }, bdi(text), " ", marks(citations, sources));
    return carrying(el("li", {}, el("time", {}, bdi(date)), what), citations);
  };
  return section("When", "when", el("ol.timeline", {}, brief.timeline.map(item)));
}

export function names(brief) {
  const spelled = spelledNames(brief);
  if (!spelled.length) return null;
  const item = ([name, others]) =>
    el("li", {}, bdi(name), el("span.aside", {}, " also written ", bdi(others.join(", "))));
  return section("Names", "names", el("ul.lines", {}, spelled.map(item)));
}

/** What an engine wrote and the gate refused. */
export function dropped(brief) {
  if (!brief.dropped.length) return null;
  const item = ({ text, detail, code }) =>
    el("li", {}, el("span.fallen", { dir: "auto" }, text), el("span.aside", {}, bdi(detail), ` (${code})`));
  return section(
    "Did not pass the check",
    "fallen",
    el("p.meta", {}, "Written by the engine and left out: its passages do not show this."),
    el("ul.lines", {}, brief.dropped.map(item)),
  );
}
