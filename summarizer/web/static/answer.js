// The whole answer: its tools, what could not be read, its stories.

import { bdi, button, el } from "./dom.js";
import { asMarkdown } from "./markdown.js";
import { storySection } from "./story.js";
import { counted, skippedWords, usageWords } from "./words.js";

const PROMISE = "Every sentence above stands on the passages under its numbers, quoted word for word.";

/** Show `answer` in `place`. `kept` says whether its address leads back to it. */
export function showAnswer(place, answer, { kept }) {
  const of = answer.stories.length;
  const stories = answer.stories.map((brief, n) => storySection(brief, { place: n + 1, of }));
  place.replaceChildren(
    el("h1.sr", {}, of > 1 ? `${of} stories` : "Brief"),
    tools(answer, kept),
    ...[unread(answer), of > 1 && contents(answer, stories)].filter(Boolean),
    ...stories,
    ...[warnings(answer)].filter(Boolean),
    el("footer.answer-foot", {}, el("p", {}, usageWords(answer.usage), ". ", PROMISE)),
  );
}

function tools(answer, kept) {
  const outcome = el("span.tip", { role: "status" });
  const copy = (words, thing) => async () => {
    const copied = await toClipboard(words());
    outcome.textContent = copied ? `${thing} copied` : "";
  };
  const shared = () => new URL(`/briefs/${encodeURIComponent(answer.id)}`, location.origin).href;
  const tool = (words, drawing, click) => button(words, { drawing, class: "quiet", on: { click } });
  return el(
    "div.tools",
    { role: "group", "aria-label": "This brief" },
    tool("Copy as Markdown", "copy", copy(() => asMarkdown(answer), "Markdown")),
    kept && tool("Copy link", "link", copy(shared, "Link")),
    tool("Print", "print", () => print()),
    outcome,
  );
}

/** Browsers allow the clipboard in secure places only; elsewhere the words stand ready to be copied by hand. */
async function toClipboard(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    byHand(words);
    return false;
  }
}

function byHand(words) {
  const area = el("textarea", { rows: "14", readonly: true, "aria-label": "Text to copy" });
  area.value = words;
  const dialog = el("dialog.by-hand", { "aria-label": "Copy by hand" });
  dialog.append(el("p", {}, "This browser does not let the page copy. The text is selected:"), area);
  dialog.append(el("div.row", {}, button("Close", { class: "primary", on: { click: () => dialog.close() } })));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}

function unread(answer) {
  if (!answer.stories.length) return el("p.notice", {}, "No story was found in these articles.");
  if (!answer.skipped.length) return null;
  const title = `${counted(answer.skipped.length, "article")} could not be read; the others went on`;
  return folded(title, answer.skipped.map(skippedWords), true);
}

function warnings(answer) {
  return answer.warnings.length > 0 && folded(counted(answer.warnings.length, "remark"), answer.warnings, false);
}

function folded(title, lines, open) {
  const items = lines.map((line) => el("li", {}, bdi(line)));
  return el("details.notice", { open }, el("summary", {}, title), el("ul", {}, items));
}

function contents(answer, stories) {
  const item = (brief, n) => {
    const go = (event) => {
      event.preventDefault();
      stories[n].scrollIntoView();
      stories[n].querySelector("h2").focus({ preventScroll: true });
    };
    const link = el("a", { href: `#${n + 1}`, on: { click: go }, dir: "auto" }, brief.headline.text);
    return el("li", {}, link, el("span.aside", {}, ` ${counted(brief.sources.length, "article")}`));
  };
  const list = el("ol", {}, answer.stories.map(item));
  return el("nav.contents", { "aria-label": "Stories" }, el("p.kicker", {}, `${answer.stories.length} stories`), list);
}
