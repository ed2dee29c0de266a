// Pointing: a sentence lights its passages up, a mark leads to one, a passage leads back to its sentence.

import { put } from "./dom.js";
import { carrierAt, carries } from "./marks.js";
import { hint, scrollTo, standsOn } from "./pane.js";

const INTENT = 160; // milliseconds that a mouse rests on a sentence before the sources follow it

const placeOf = ({ clientX, clientY }) => `${clientX} ${clientY}`;
const SHEET = matchMedia("(max-width: 60rem)"); // as in page.css: the sources lie at the foot of the screen

/** Connect what is told in `story` with its pane. */
export class Lights {
  #story;
  #pane;
  #sources;
  #lit = null;
  #following = 0;
  #clickedAt = "";

  constructor(story, pane, sources) {
    this.#story = story;
    this.#pane = pane;
    this.#sources = sources;
    story.addEventListener("pointerover", (event) => this.#pointed(event));
    story.addEventListener("focusin", (event) => this.#focused(event));
    story.addEventListener("click", (event) => this.#clicked(event));
    story.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Take another pane for the same story: more of its passages are known. */
  replacePane(pane) {
    const before = this.#pane;
    this.#pane = pane;
    pane.element.classList.toggle("open", before.element.classList.contains("open"));
    const { scrollTop } = before.scroller;
    before.element.replaceWith(pane.element);
    pane.scroller.scrollTop = scrollTop;
    if (this.#lit) this.#light(carrierAt(this.#lit));
  }

  #pointed(event) {
    if (placeOf(event) === this.#clickedAt) return; // the page moved under the mouse, not the mouse
    const carrier = event.pointerType === "mouse" ? carrierAt(event.target) : null;
    if (!carrier || carrier.element === this.#lit) return;
    this.#light(carrier);
    this.#following = setTimeout(() => this.#follow(carrier.citations), INTENT);
  }

  #focused(event) {
    const byKeyboard = event.target.matches(":focus-visible:not([tabindex='-1'])");
    const carrier = byKeyboard ? carrierAt(event.target) : null;
    if (!carrier || carrier.element === this.#lit) return;
    this.#light(carrier);
    this.#follow(carrier.citations);
  }

  #clicked(event) {
    this.#clickedAt = placeOf(event);
    const pressed = event.target.closest("button, a");
    if (pressed?.matches(".close-pane")) this.#close();
    else if (pressed?.matches(".handle")) this.#toggle();
    else if (pressed?.dataset.back) this.#back(Number(pressed.dataset.back));
    else if (pressed?.dataset.n) this.#go(Number(pressed.dataset.n), carrierAt(pressed));
    else if (!pressed && getSelection().isCollapsed) this.#chosen(carrierAt(event.target));
  }

  #pressed(event) {
    if (event.key === "Escape") this.#close();
    const carrier = event.key === "Enter" ? carrierAt(event.target) : null;
    if (carrier && carrier.element === event.target) this.#chosen(carrier);
  }

  #chosen(carrier) {
    if (!carrier) return;
    this.#light(carrier);
    this.#open();
    if (SHEET.matches) carrier.element.scrollIntoView({ block: "start" }); // else the sheet would cover it
    this.#follow(carrier.citations);
  }

  /** Scroll the sources to passage `n` and hand it the focus. */
  #go(n, carrier) {
    if (carrier) this.#light(carrier);
    this.#open();
    clearTimeout(this.#following);
    for (const current of this.#pane.element.querySelectorAll(".current")) current.classList.remove("current");
    const nodes = this.#pane.passages.get(n) ?? [];
    for (const node of nodes) node.classList.add("current");
    if (!nodes.length) return;
    nodes[0].focus({ preventScroll: true });
    scrollTo(this.#pane.scroller, nodes[0]);
  }

  /** Lead from passage `n` to the first sentence that stands on it. */
  #back(n) {
    const told = [...this.#story.querySelectorAll("[data-carrier]")];
    const home = told.find((element) => carries(element, n));
    if (!home) return;
    this.#close();
    this.#light(carrierAt(home));
    home.scrollIntoView({ block: "center" });
    home.focus({ preventScroll: true });
  }

  #light({ element, citations }) {
    clearTimeout(this.#following);
    this.#dim();
    this.#lit = element;
    element.classList.add("pointed");
    for (const citation of citations) {
      for (const node of this.#pane.passages.get(citation.n) ?? []) {
        node.classList.add(citation.role === "related" ? "lit-related" : "lit");
      }
    }
    this.#pane.stands.replaceChildren(standsOn(citations, this.#sources));
  }

  #dim() {
    this.#lit?.classList.remove("pointed");
    this.#lit = null;
    for (const node of this.#pane.element.querySelectorAll(".lit, .lit-related, .current")) {
      node.classList.remove("lit", "lit-related", "current");
    }
  }

  #follow(citations) {
    const first = citations.map((citation) => this.#pane.passages.get(citation.n)?.[0]).find(Boolean);
    if (first) scrollTo(this.#pane.scroller, first);
  }

  #open() {
    this.#show(true);
  }

  #toggle() {
    this.#show(!this.#pane.element.classList.contains("open"));
  }

  #close() {
    this.#show(false);
    this.#dim();
    this.#pane.stands.replaceChildren();
    put(this.#pane.stands, hint());
  }

  #show(open) {
    this.#pane.element.classList.toggle("open", open);
    this.#pane.element.querySelector(".handle").setAttribute("aria-expanded", String(open));
  }
}
