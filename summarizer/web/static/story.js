// One story: the brief, and the articles beside it.

import { bdi, el, icon } from "./dom.js";
import { Lights } from "./lights.js";
import { carrying, marks } from "./marks.js";
import { sourcesPane } from "./pane.js";
import { reportButton } from "./report.js";
import * as sections from "./sections.js";
import * as words from "./words.js";

const PIPS = 8; // outlets that are drawn one by one; more are counted

/**
 * The section of one story, connected: pointing at a sentence lights its passages up.
 * @param {object} brief whole, or what has arrived of it: no claims yet, a headline that may be null
 * @param {{place: number, of: number, arriving?: boolean}} among the stories of the answer
 */
export function storySection(brief, { place, of, arriving = false }) {
  const sources = new Map(brief.sources.map((source) => [source.id, source]));
  const pane = sourcesPane(brief, { label: of > 1 ? `Sources of story ${place}` : "Sources", arriving });
  const statements = el("ol.statements", {}, brief.statements.map((s, n) => statementItem(brief, s, n, sources)));
  const told = el(
    "div.told",
    {},
    storyHead(brief, sources, of > 1 ? `Story ${place} of ${of}` : null, arriving),
    statements,
    arriving && el("p.more-to-come", {}, "Each sentence appears once it has passed the check."),
    !arriving && rest(brief, sources),
  );
  const label = of > 1 ? `Story ${place}` : "Brief";
  const section = el("section.story", { "data-brief": brief.id, "aria-label": label }, told, pane.element);
  lights.set(section, new Lights(section, pane, sources));
  if (of > 1) inView.observe(section);
  else section.classList.add("current");
  return section;
}

/** On a phone one story's sources lie at the foot of the screen: those of the story in its middle. */
const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target.classList.toggle("current", isIntersecting);
  },
  { rootMargin: "-50% 0px -50% 0px" },
);

const lights = new WeakMap();

/** Add the last statement of `brief`, which has just arrived, and its passages. */
export function addStatement(section, brief) {
  const sources = new Map(brief.sources.map((source) => [source.id, source]));
  const item = statementItem(brief, brief.statements.at(-1), brief.statements.length - 1, sources);
  item.classList.add("fresh");
  section.querySelector(".statements").append(item);
  lights.get(section).replacePane(sourcesPane(brief, { label: "Sources", arriving: true }));
}

function storyHead(brief, sources, kicker, arriving) {
  const { headline, provenance } = brief;
  const heading = el(
    "h2",
    { dir: "auto", tabindex: "-1" },
    headline ? [bdi(headline.text), " ", marks(headline.citations, sources)] : "Reading together what they tell",
  );
  return el(
    "header.story-head",
    {},
    kicker && el("p.kicker", {}, kicker),
    headline ? carrying(heading, headline.citations) : heading,
    el("p.scope", {}, words.scopeWords(brief)),
    el("p.scope.tap", {}, "Tap a sentence to see the passages it stands on."),
    !arriving && provenance.degraded && degradedNotice(provenance),
  );
}

function degradedNotice(provenance) {
  const what = el("b", {}, "Written without the model, in part or whole. ");
  const why = `Reason: ${words.degradedReason(provenance)}. `;
  const rest = "Every sentence below has passed the same check; the choice and wording are plainer.";
  return el("div.notice.degraded", { role: "note" }, icon("flag"), el("p", {}, what, why, rest));
}

function statementItem(brief, statement, index, sources) {
  const lines = [...words.differingWords(brief, statement).map((said) => ["differing", said])];
  lines.push(...words.detailsWords(statement.details).map((said) => ["detail", said]));
  const verdict = words.agreementWords(statement.agreement, statement.outlets);
  const item = el(
    `li.statement.${statement.agreement}`,
    { tabindex: "0" },
    icon(statement.agreement),
    el("p.sentence", { dir: "auto" }, bdi(statement.text), " ", marks(statement.citations, sources)),
    el("p.who", {}, pips(brief, statement), el("bdi.verdict", {}, verdict)),
    lines.map(([kind, said]) => el(`p.who.${kind}`, {}, bdi(said))),
    statement.judge === "unsupported" && el("p.who.doubted", {}, "the judge doubts this statement"),
    reportButton(brief, statement, index),
  );
  return carrying(item, statement.citations);
}

/** One sign per independent outlet of the story, filled where it tells the statement. The words beside it name them. */
function pips(brief, statement) {
  const outlets = words.independent(brief);
  const told = words.independent(brief, statement.outlets);
  if (outlets.length < 2) return null;
  const count = el("span.count", {}, `${told.length}/${outlets.length}`);
  const pip = (outlet) => el(`span.pip${told.includes(outlet) ? ".full" : ""}`);
  const drawn = outlets.length <= PIPS ? outlets.map(pip) : null;
  const title = `${told.length} of ${outlets.length} independent outlets`;
  return el("span.pips", { "aria-hidden": "true", title }, drawn, count);
}

function rest(brief, sources) {
  return [
    sections.disagreements(brief, sources),
    sections.developments(brief, sources),
    sections.matrix(brief, sources),
    sections.lone(brief, sources),
    sections.timeline(brief, sources),
    sections.quotes(brief, sources),
    sections.names(brief),
    sections.dropped(brief),
    colophon(brief),
  ];
}

function colophon(brief) {
  const when = brief.provenance.created.slice(0, 16).replace("T", " ");
  return el("p.colophon", {}, words.engineWords(brief.provenance), `, ${when} · `, reportButton(brief, null, null));
}

