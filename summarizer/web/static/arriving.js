// A brief that is still being written: each sentence as it comes, the articles beside it.

import { addStatement, storySection } from "./story.js";

const NOTHING_YET = { claims: [], disagreements: [], quotes: [], timeline: [], names: [], dropped: [] };

/** What has come of an answer before it is whole, shown in `place` as it comes. */
export class Arrived {
  #place;
  #articles;
  #begun;
  #briefs = new Map();

  /**
   * @param {HTMLElement} place
   * @param {{text?: string}[]} articles that were sent
   * @param {() => void} begun hears that there is something to read
   */
  constructor(place, articles, begun) {
    this.#place = place;
    this.#articles = articles;
    this.#begun = begun;
    place.replaceChildren();
  }

  sentences() {
    return [...this.#briefs.values()].reduce((sum, { brief }) => sum + brief.statements.length, 0);
  }

  tell(name, data) {
    if (name === "story") this.#story(data);
    else if (name === "headline") this.#headline(data);
    else if (name === "statement") this.#statement(data);
  }

  #headline({ brief, statement }) {
    const known = this.#briefs.get(brief)?.brief;
    if (known) this.#story({ brief, sources: known.sources, headline: statement });
  }

  #story({ brief, sources, headline }) {
    const before = this.#briefs.get(brief);
    const partial = { id: brief, headline, statements: before?.brief.statements ?? [], ...NOTHING_YET };
    partial.sources = sources.map((source) => ({ ...source, text: this.#textOf(source), removed: [] }));
    const section = storySection(partial, { place: this.#briefs.size + 1, of: 1, arriving: true });
    if (before) before.section.replaceWith(section);
    else this.#place.append(section);
    this.#briefs.set(brief, { brief: partial, section });
    this.#begun();
  }

  /** The service keeps a given text code point for code point, so the page has it already; a page it has not. */
  #textOf({ id }) {
    return this.#articles[Number(id.slice(1)) - 1]?.text ?? null;
  }

  #statement({ brief, index, statement }) {
    const known = this.#briefs.get(brief);
    if (!known || index < known.brief.statements.length) return; // told again after the line broke
    known.brief.statements.push(statement);
    addStatement(known.section, known.brief);
  }
}
