// A brief as Markdown for the clipboard, by the rules of summarizer.render.markdown: what a parser reads back is
// exactly what the articles say; the only links are the sources' own plain addresses.

import { linkTarget, visible } from "./text.js";
import * as words from "./words.js";

const INLINE = new RegExp(
  [
    /[\\`*[\]<>~|]/, // emphasis, code, links, HTML, tables
    /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/, // emphasis, which an underscore inside a word is not
    /&(?=#?[\p{L}\p{N}_]+;)/, // what would be read as a character reference
    /(?<=[\p{L}\p{N}_])\.(?=\p{L}{2})/, // `name.tld`, which some renderers make a link
    /:(?=\/\/)|@(?=[\p{L}\p{N}_])/, // so too bare addresses and mentions
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);
const AS_REFERENCE = { "@": "&#64;", "&": "&amp;" };

/** Text on one line such that a Markdown parser reads back the same characters and nothing more. */
export function escaped(text) {
  const line = visible(text).split(/\s+/).filter(Boolean).join(" ");
  const body = line.endsWith("#") ? line.slice(0, -1) : line;
  const inline = body.replace(INLINE, (sign) => AS_REFERENCE[sign] ?? `\\${sign}`);
  const start = inline.replace(/^(\d{1,9})(?=[.)])/, "$1\\").replace(/^(?=[#+=:-])/, "\\");
  return body === line ? start : `${start}\\#`;
}

/** The whole answer: per story the statements with their numbers, the differences, and the passages under Sources. */
export function asMarkdown(answer) {
  return `${answer.stories.flatMap(story).join("\n\n")}\n`;
}

function story(brief) {
  return [
    `# ${cited(brief.headline.text, brief.headline.citations)}`,
    `*${words.scopeWords(brief)}; ${escaped(words.engineWords(brief.provenance))}*`,
    brief.statements.map((statement, n) => statementLines(brief, statement, n)).join("\n"),
    ...differences(brief),
    ...developments(brief),
    "## Sources",
    ...brief.sources.map((source) => shelf(brief, source)),
  ];
}

function statementLines(brief, statement, n) {
  const lead = `${n + 1}. `;
  const under = `${" ".repeat(lead.length)}- `;
  const lines = [
    words.agreementWords(statement.agreement, statement.outlets),
    ...words.differingWords(brief, statement),
    ...words.detailsWords(statement.details),
  ];
  return [lead + cited(statement.text, statement.citations), ...lines.map((line) => under + escaped(line))].join("\n");
}

function differences(brief) {
  return listed("Where outlets differ", brief.disagreements, (said) => said.outlets.join(", "));
}

function developments(brief) {
  return listed("How it developed", brief.developments ?? [], words.developmentWords);
}

function listed(heading, groups, who) {
  if (!groups.length) return [];
  const position = (said) => `  - ${cited(`${said.text} — ${who(said)}`, said.citations)}`;
  const one = ({ topic, positions }) => [`- **${escaped(topic)}**`, ...positions.map(position)].join("\n");
  return [`## ${heading}`, groups.map(one).join("\n")];
}

function shelf(brief, source) {
  const target = linkTarget(source.url);
  const facts = [source.title, source.author, source.published].filter(Boolean).map(escaped);
  if (source.url) facts.push(target ? `<${target}>` : escaped(source.url));
  const told = words.toldCitations(brief).filter((citation) => citation.source === source.id);
  const passages = words.distinct(told).sort((a, b) => a.n - b.n);
  const lines = passages.map((citation) => `- [${citation.n}] ${escaped(citation.quote)}`);
  const heading = `### ${source.id}: ${escaped(words.namedSource(source))}`;
  return [heading, facts.join(" · "), lines.join("\n")].filter(Boolean).join("\n\n");
}

function cited(text, citations) {
  const of = (role) => words.distinct(citations).filter((c) => c.role === role).map((c) => c.n).sort((a, b) => a - b);
  const numbered = (all) => all.map((n) => `[${n}]`).join("");
  const related = of("related");
  return `${escaped(text)} ${numbered(of("supports"))}${related.length ? ` see also ${numbered(related)}` : ""}`;
}
