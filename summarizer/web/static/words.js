// What the page says of a brief, in the words of summarizer.render.view: every face says the same.

const A_VALUE = 40; // code points; a longer position is a sentence, not a value

export function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A time to wait, no longer than need be and in a unit that people count in. */
export function waitWords(seconds) {
  if (seconds <= 90) return counted(seconds, "second");
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? counted(minutes, "minute") : counted(Math.ceil(minutes / 60), "hour");
}

export function agreementWords(agreement, outlets) {
  const names = outlets.join(", ");
  if (agreement === "corroborated") return `corroborated by ${names}`;
  if (agreement === "disputed") return `told by ${names}; outlets differ`;
  return outlets.length === 1 ? `only ${names}` : `one source, printed by ${names}`;
}

/** What only some outlets give inside a shared statement, a line for each set of outlets. */
export function detailsWords(details) {
  const byOutlets = Map.groupBy(details, (detail) => detail.outlets.join(", "));
  return [...byOutlets].map(([outlets, given]) => `only ${outlets}: ${given.map((d) => d.text).join("; ")}`);
}

/** In what the outlets differ on a statement's passages: `14 (A) or 17 (B)`. */
export function differingWords(brief, statement) {
  const cited = new Set(numbers(statement.citations));
  const isValue = (position) => [...position.text].length <= A_VALUE;
  const touches = (position) => position.citations.some((citation) => cited.has(citation.n));
  return brief.disagreements
    .filter(({ positions }) => positions.some(touches) && positions.every(isValue))
    .map(({ positions }) => positions.map((p) => `${p.text} (${p.outlets.join(", ")})`).join(" or "));
}

/** What a reader should know of a source: a reprint, and what was set aside as no article prose. */
export function sourceNotes(source) {
  const notes = [];
  if (source.reprint_of) notes.push(`reprint of ${source.reprint_of}: counts together with it`);
  if (source.removed?.length) {
    const reasons = Map.groupBy(source.removed, (stretch) => stretch.reason.replaceAll("_", " "));
    const listed = [...reasons].map(([reason, all]) => (all.length > 1 ? `${all.length} ${reason}` : reason));
    notes.push(`set aside: ${counted(source.removed.length, "passage")} (${listed.join(", ")})`);
  }
  return notes;
}

/** The outlets that count apart: a reprint counts with the outlet of the article that it repeats. */
export function independent(brief, outlets = null) {
  const byId = new Map(brief.sources.map((source) => [source.id, source]));
  const telling = brief.sources.filter((source) => outlets === null || outlets.includes(source.outlet));
  return [...new Set(telling.map((source) => (byId.get(source.reprint_of) ?? source).outlet))];
}

/** What the brief stands on: `3 articles, 3 outlets; 2 of 5 statements corroborated, 1 disputed`. */
export function scopeWords(brief) {
  const outlets = new Set(brief.sources.map((source) => source.outlet));
  const reprints = brief.sources.filter((source) => source.reprint_of).length;
  let words = `${counted(brief.sources.length, "article")}, ${counted(outlets.size, "outlet")}`;
  if (reprints) words += `, ${counted(reprints, "reprint")} among them`;
  if (outlets.size > 1 && brief.statements.length) {
    const of = (agreement) => brief.statements.filter((s) => s.agreement === agreement).length;
    words += `; ${of("corroborated")} of ${counted(brief.statements.length, "statement")} corroborated`;
    if (of("disputed")) words += `, ${of("disputed")} disputed`;
  }
  return words;
}

export function engineWords(provenance) {
  let words = `${provenance.engine} engine`;
  if (provenance.model) words += `, ${provenance.model}`;
  if (provenance.prompt) words += `, prompt ${provenance.prompt.split("#")[0]}`;
  if (provenance.degraded) words += `; degraded: ${degradedReason(provenance)}`;
  return words;
}

export function degradedReason(provenance) {
  return (provenance.degraded_reason ?? "unknown reason").replaceAll("_", " ");
}

export function usageWords(usage) {
  const parts = [usage.elapsed_ms >= 1000 ? `${(usage.elapsed_ms / 1000).toFixed(1)} s` : `${usage.elapsed_ms} ms`];
  if (usage.cache === "hit") parts.push("from the cache");
  if (usage.calls) {
    const cost = usage.cost_usd === null ? "cost unknown" : `US$ ${usage.cost_usd.toFixed(4)}`;
    parts.push(`${counted(usage.calls, "call")}, ${usage.prompt_tokens + usage.completion_tokens} tokens, ${cost}`);
  }
  return parts.join(", ");
}

export function skippedWords(skipped) {
  return `${skipped.id}: ${skipped.detail} (${skipped.code})`;
}

export function inQuotationMarks(text) {
  return text && "“\"„«‘'".includes(text[0]) ? text : `“${text}”`;
}

export function namedSource(source) {
  return source.outlet === source.id ? (source.title ?? source.given_id ?? source.outlet) : source.outlet;
}

/** What only one outlet says and the brief does not tell, by outlet. */
export function loneClaims(brief) {
  const lone = brief.claims.filter((claim) => !claim.in_brief && claim.agreement === "single_source");
  return [...Map.groupBy(lone, (claim) => claim.outlets.join(", "))];
}

/** The names that the articles spell in more than one way, each with its other spellings. */
export function spelledNames(brief) {
  const others = (name) => name.variants.filter((variant) => variant !== name.name);
  return brief.names.map((name) => [name.name, others(name)]).filter(([, spellings]) => spellings.length);
}

/** Each numbered passage once, the supporting ones first. */
export function distinct(citations) {
  const ordered = [...citations].sort((a, b) => (a.role === "related") - (b.role === "related"));
  return ordered.filter((citation, place) => ordered.findIndex((other) => other.n === citation.n) === place);
}

/** Who gave a figure and when: `Harbor Post, 2026-11-20 09:00`. */
export function developmentWords(position) {
  return `${position.outlets.join(", ")}, ${position.published.replace("T", " ").slice(0, 16)}`;
}

/** The citations of the brief itself: headline, statements, disagreements, developments. */
export function toldCitations(brief) {
  const positions = [...brief.disagreements, ...(brief.developments ?? [])].flatMap((one) => one.positions);
  return [brief.headline, ...brief.statements, ...positions].flatMap((carrier) => carrier?.citations ?? []);
}

/** Every citation of the brief, in the order of the fields that carry them. */
export function allCitations(brief) {
  const beside = [...brief.claims, ...brief.quotes, ...brief.timeline].flatMap((carrier) => carrier.citations);
  return [...toldCitations(brief), ...beside];
}

export function numbers(citations) {
  return citations.map((citation) => citation.n);
}
