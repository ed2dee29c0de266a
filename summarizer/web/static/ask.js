// The form: one box per article, filled by pasting, typing, dropping files or with the samples.

import { el, icon } from "./dom.js";
import { counted } from "./words.js";

const MOST = 50; // articles of one request
const DRAFT = "draft";
const PAUSE = 400; // milliseconds without typing after which the draft is kept
const LINK = /^https?:\/\/\S+$/i;
const RULE = /^[ \t]*-{3,}[ \t]*$/m;

/** The articles in one pasted text: apart at lines of `---`, or one per line where every line is a link. */
export function articlesIn(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length > 1 && lines.every((line) => LINK.test(line))) return lines;
  const parts = text.split(RULE).map((part) => part.replace(/^[\r\n]+|[\r\n]+$/g, ""));
  const filled = parts.filter((part) => part.trim());
  return filled.length > 1 ? filled.flatMap(articlesIn) : [text];
}

/** The boxes of the form, always with an empty one at the end. */
export class Boxes {
  #list;
  #boxes = [];
  #changed;
  #leftOut;
  #keeping = 0;

  /**
   * @param {HTMLElement} list
   * @param {(filled: Box[]) => void} changed hears what the boxes hold
   * @param {(count: number) => void} leftOut hears how many articles found no room
   */
  constructor(list, { changed, leftOut }) {
    this.#list = list;
    this.#changed = changed;
    this.#leftOut = leftOut;
    list.addEventListener("input", () => this.#tidy());
    addEventListener("pagehide", () => this.#keep());
    this.#restore();
  }

  /** The boxes that hold something, in order. */
  filled() {
    return this.#boxes.filter((box) => !box.empty());
  }

  /** Put articles `{text?, html?, name?, outlet?}` into empty boxes; return whether all found room. */
  add(articles) {
    const room = MOST - this.filled().length;
    for (const article of articles.slice(0, room)) this.#spare().fill(article);
    this.#tidy();
    if (articles.length > room) this.#leftOut(articles.length - room);
    return articles.length <= room;
  }

  clear() {
    for (const box of this.#boxes) box.element.remove();
    this.#boxes = [];
    this.#tidy();
  }

  focus() {
    this.#boxes.find((box) => box.empty())?.focus();
  }

  /** Split what was typed with `---` between into boxes of its own; return whether all found room. */
  settle() {
    return this.filled().every((box) => {
      const [first, ...more] = box.html === null ? articlesIn(box.text()) : [""];
      if (!more.length) return true;
      box.fill({ text: first, outlet: box.outlet() });
      return this.add(more.map((text) => ({ text })));
    });
  }

  #spare() {
    return this.#boxes.find((box) => box.empty()) ?? this.#append();
  }

  #append() {
    const box = new Box({
      remove: () => this.#remove(box),
      paste: (texts) => {
        box.fill({ text: texts[0] });
        this.add(texts.slice(1).map((text) => ({ text })));
      },
    });
    this.#boxes.push(box);
    this.#list.append(box.element);
    return box;
  }

  #remove(box) {
    const place = this.#boxes.indexOf(box);
    this.#boxes.splice(place, 1);
    box.element.remove();
    this.#tidy();
    this.#boxes[Math.min(place, this.#boxes.length - 1)].focus();
  }

  #tidy() {
    while (this.#boxes.length < 2) this.#append();
    if (this.#boxes.every((box) => !box.empty()) && this.#boxes.length < MOST) this.#append();
    this.#boxes.forEach((box, place) => box.numbered(place + 1));
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keep(), PAUSE);
    this.#changed(this.filled());
  }

  #keep() {
    keep(this.filled().map((box) => box.kept()));
  }

  #restore() {
    const kept = recalled();
    if (kept.length) this.add(kept);
    else this.#tidy();
  }
}

class Box {
  html = null;
  #name = "";
  #area = el("textarea", { rows: "4", spellcheck: "false", placeholder: "Paste an article’s text or a link" });
  #outlet = el("input", { type: "text", placeholder: "Outlet (optional)", maxlength: "200", autocomplete: "off" });
  #title = el("span.box-title");
  #kind = el("span.box-kind");
  #remove;
  #fault = el("p.fault", { hidden: true });

  constructor({ remove, paste }) {
    this.#remove = el("button.quiet.remove", { type: "button", on: { click: remove } }, icon("close"));
    this.element = el(
      "li.box",
      {},
      el("div.box-head", {}, this.#title, this.#kind, this.#outlet, this.#remove),
      this.#area,
      this.#fault,
    );
    this.#area.addEventListener("paste", (event) => {
      const texts = articlesIn(event.clipboardData?.getData("text/plain") ?? "");
      if (texts.length > 1 && this.empty()) {
        event.preventDefault();
        paste(texts);
      }
    });
    this.#area.addEventListener("input", () => this.blame(null));
  }

  text() {
    return this.#area.value;
  }

  outlet() {
    return this.#outlet.value;
  }

  empty() {
    return this.html === null && !this.#area.value.trim();
  }

  focus() {
    (this.html === null ? this.#area : this.#remove).focus();
  }

  fill({ text = "", html = null, name = "", outlet = "" }) {
    this.html = html;
    this.#name = name;
    this.#area.value = html === null ? text : "";
    this.#area.hidden = html !== null;
    this.#outlet.value = outlet;
    this.blame(null);
  }

  /** What goes into the request. */
  article() {
    const text = this.#area.value.toWellFormed();
    const outlet = this.#outlet.value.trim().toWellFormed() || undefined;
    if (this.html !== null) return { html: this.html.toWellFormed(), outlet };
    return LINK.test(text.trim()) ? { url: text.trim(), outlet } : { text, outlet };
  }

  /** What is kept of it while the tab lives. */
  kept() {
    return { text: this.text(), html: this.html, name: this.#name, outlet: this.outlet() };
  }

  /** Say what is wrong with this article; null takes it back. */
  blame(words) {
    this.#fault.hidden = !words;
    this.#fault.textContent = words ?? "";
    this.element.classList.toggle("at-fault", Boolean(words));
    this.#area.setAttribute("aria-invalid", String(Boolean(words)));
  }

  numbered(place) {
    this.#title.textContent = `Article ${place}`;
    this.#area.setAttribute("aria-label", `Article ${place}: text or link`);
    this.#outlet.setAttribute("aria-label", `Outlet of article ${place}`);
    this.#remove.setAttribute("aria-label", `Remove article ${place}`);
    this.#remove.hidden = this.empty();
    this.#kind.textContent = this.#kindWords();
  }

  #kindWords() {
    if (this.html !== null) return `page ${this.#name}, ${Math.ceil(this.html.length / 1000)} kB`;
    const text = this.#area.value.trim();
    if (!text) return "";
    return LINK.test(text) ? "link" : counted(text.split(/\s+/).length, "word");
  }
}

/** Read dropped or chosen files; what is no text is named. */
export async function readFiles(files) {
  const articles = [];
  const refused = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.includes(0) || file.name.toLowerCase().endsWith(".pdf")) refused.push(file.name);
    else if (/\.html?$/i.test(file.name)) articles.push({ html: decoded(bytes), name: file.name });
    else articles.push(...articlesIn(decoded(bytes)).map((text) => ({ text })));
  }
  return { articles, refused };
}

/** UTF-8, a leading byte-order mark dropped; what is none is read as the old Western encoding. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function keep(articles) {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(articles));
  } catch {
    // No room or no permission: the boxes still hold everything while the page stands.
  }
}

function recalled() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

