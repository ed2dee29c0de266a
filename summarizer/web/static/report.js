// A reader answers back: report a sentence, or the whole brief.

import { el, icon, put } from "./dom.js";
import { problemOf, send } from "./stream.js";

const KINDS = [
  ["wrong", "It is wrong"],
  ["misleading", "It is misleading"],
  ["outdated", "It is outdated"],
  ["other", "Something else"],
];

/** The button that opens the report of a statement; of the whole brief where `statement` is null. */
export function reportButton(brief, statement, index) {
  const words = statement ? "Report this sentence" : "Report this brief";
  const shown = el("span", {}, statement ? "Report" : words);
  const open = el("button.report.quiet", { type: "button" }, icon("flag"), shown);
  if (statement) open.setAttribute("aria-label", `${words} (${index + 1})`);
  open.addEventListener("click", () => openReport(brief, statement, index, words));
  return open;
}

function openReport(brief, statement, index, words) {
  const dialog = el("dialog.report-dialog", { "aria-label": words });
  const note = el("textarea", { id: "report-note", rows: "3", maxlength: "2000" });
  const outcome = el("p.outcome", { role: "status" });
  const submit = el("button.primary", { type: "submit" }, "Send report");
  const cancel = el("button.quiet", { type: "button", on: { click: () => dialog.close() } }, "Cancel");
  const form = el(
    "form",
    {},
    el("h2", {}, words),
    statement && el("blockquote", { dir: "auto" }, statement.text),
    el("fieldset", {}, el("legend", {}, "What is the matter?"), KINDS.map(kindChoice)),
    el("label", { for: "report-note" }, "In your words (optional)"),
    note,
    outcome,
    el("div.row", {}, submit, cancel),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = new FormData(form).get("kind");
    submit.disabled = true;
    const report = { brief: brief.id, kind, note: note.value.toWellFormed() };
    const told = await reported(statement ? { ...report, statement: index } : report);
    submit.disabled = false;
    outcome.textContent = told.words;
    if (told.done) thank(form, told.words, dialog);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(put(dialog, form));
  dialog.showModal();
}

function kindChoice([value, words], place) {
  return el("label.choice", {}, el("input", { type: "radio", name: "kind", value, checked: place === 0 }), words);
}

async function reported(report) {
  try {
    const response = await send("/feedback", report);
    if (response.ok) return { done: true, words: "Thank you. The report is kept with this brief." };
    return { done: false, words: `Not sent: ${(await problemOf(response)).detail}` };
  } catch {
    return { done: false, words: "Not sent: the service cannot be reached. Try again in a moment." };
  }
}

function thank(form, words, dialog) {
  const close = el("button.primary", { type: "button", on: { click: () => dialog.close() } }, "Close");
  form.replaceChildren(el("p", { role: "status" }, words), el("div.row", {}, close));
  close.focus();
}
