// The key of a service that answers nobody without one: asked for at the first refusal, kept for this tab, sent along.

import { el } from "./dom.js";

const KEPT = "key";
const SENDABLE = /^[\x21-\x7e]+$/;
const forget = document.getElementById("forget-key");
let key = recalled();
let open = null; // the answer that the dialog waits for, while it stands
let accepted = () => {};

/** `fetch` with the reader's key. A reader who is refused is asked for one, and then the service is asked again. */
export async function fetchWithKey(path, init = {}) {
  await open?.catch(() => {});
  const response = await attempt(path, init, key);
  if (response.status !== 401) return response;
  open = asked(response, path, init).finally(() => (open = null));
  return open;
}

/** Hear when the service has accepted a key. */
export function onAccepted(listener) {
  accepted = listener;
}

function attempt(path, init, given) {
  const headers = given === null ? init.headers : { ...init.headers, authorization: `Bearer ${given}` };
  return fetch(path, { ...init, headers });
}

/** The answer to a reader who has given a key that is accepted; `refused` to one who gives none. */
function asked(refused, path, init) {
  const { box, form, field, say, wait } = dialog();
  if (key !== null) say("The key of this tab is not known here any more.");
  return new Promise((resolve, reject) => {
    const shut = () => box.close();
    init.signal?.addEventListener("abort", shut);
    box.addEventListener("close", () => {
      init.signal?.removeEventListener("abort", shut);
      box.remove();
      if (init.signal?.aborted) reject(init.signal.reason);
      else resolve(refused); // changes nothing where a key was accepted
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      wait(true);
      const response = await tried(path, init, field.value.trim(), say);
      wait(false);
      if (!response) return;
      resolve(response);
      shut();
    });
  });
}

/** The answer with the key that was typed, or null, and why. */
async function tried(path, init, given, say) {
  if (!SENDABLE.test(given)) return say("A key has only letters, digits, - and _ in it.");
  try {
    const response = await attempt(path, init, given);
    if (response.status === 401) return say("That key is not known here. Is it whole? It begins with sk-summarizer-");
    keep(given);
    return response;
  } catch {
    return say("The service cannot be reached. Try again in a moment.");
  }
}

function dialog() {
  const field = el("input", { id: "key", type: "password", autocomplete: "off", spellcheck: "false" });
  const outcome = el("p.outcome", { id: "key-outcome", role: "alert" });
  const submit = el("button.primary", { type: "submit" }, "Use this key");
  const cancel = el("button.quiet", { type: "button", on: { click: () => box.close() } }, "Not now");
  const form = el(
    "form",
    { novalidate: true },
    el("h2", { id: "key-title" }, "This service asks for a key"),
    el("p.tip", { id: "key-words" }, "You get one from whoever runs it. It stays in this tab until you close it."),
    el("label", { for: "key" }, "Your key"),
    field,
    outcome,
    el("div.row", {}, submit, cancel),
  );
  const box = el("dialog.key-dialog", { "aria-labelledby": "key-title", "aria-describedby": "key-words" }, form);
  const say = (words) => {
    outcome.textContent = words;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "key-outcome");
    field.select();
    return null;
  };
  const wait = (whether) => (submit.disabled = whether);
  document.body.append(box);
  box.showModal();
  return { box, form, field, say, wait };
}

function keep(given) {
  key = given;
  try {
    sessionStorage.setItem(KEPT, given);
  } catch {
    // A browser that keeps nothing: the key lives as long as the page stands.
  }
  forget.hidden = false;
  accepted();
}

function recalled() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

forget.hidden = key === null;
forget.addEventListener("click", () => {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
  location.reload(); // and with the page goes what was fetched with the key
});
