// The page: which of its views stands, and how one leads to the next.

import { showAnswer } from "./answer.js";
import { Arrived } from "./arriving.js";
import { articlesIn, Boxes, readFiles } from "./ask.js";
import { bdi, el, put } from "./dom.js";
import { fetchWithKey, onAccepted } from "./key.js";
import { Problem, problemOf, summarize } from "./stream.js";
import { inWords } from "./trouble.js";
import { forgetRecent, recent, remember } from "./recent.js";
import { counted, skippedWords, waitWords } from "./words.js";

const VIEWS = ["ask", "work", "answer", "missing"];
const STAGES = {
  reading: "Reading the articles",
  grouping: "Sorting them into stories",
  writing: "Writing, and checking every sentence",
};
const LEFT = "left"; // why a request ends whose reader has gone to another address
const at = (id) => document.getElementById(id);
const answers = new Map(); // by id: going back and forth needs no second request
let kept = true; // whether the service keeps answers, so that an address of one leads somewhere
let running = null;

const boxes = new Boxes(at("boxes"), {
  changed(filled) {
    at("clear").hidden = !filled.length;
    at("count").textContent = filled.length ? counted(filled.length, "article") : "";
  },
  leftOut(count) {
    const detail = `${counted(count, "article")} left out: 50 is the most for one brief.`;
    showTrouble(new Problem({ title: "That is too much at once", detail }));
  },
});

function show(...views) {
  for (const view of VIEWS) at(view).hidden = !views.includes(view);
  document.querySelector(".new-brief").hidden = views.includes("ask");
}

function say(words) {
  at("said").textContent = words;
}

// The address says what stands: `/` the form, `/briefs/{id}` a brief.

async function route() {
  running?.abort(LEFT);
  const here = location.pathname;
  const id = here.match(/^\/briefs\/([^/]+)$/)?.[1];
  if (!id) return ask();
  if (answers.has(id)) return whole(answers.get(id));
  show("work");
  stage("Fetching the brief");
  try {
    const response = await fetchWithKey(`/briefs/${id}`, { headers: { accept: "application/json" } });
    if (!response.ok) throw await problemOf(response);
    const answer = await response.json();
    if (location.pathname === here) whole(answer);
  } catch (error) {
    if (location.pathname === here) missing(error);
  }
}

function ask(trouble = null) {
  show("ask");
  document.title = "summarizer";
  showTrouble(trouble);
  showRecent();
}

function missing(error) {
  show("missing");
  document.title = "No such brief";
  at("again").hidden = error.status === 404;
  at("missing").querySelector("h1").textContent = missingTitle(error);
  at("missing-words").textContent = missingWords(error);
}

function missingTitle({ status }) {
  if (status === 401) return "A key is needed";
  return status === 404 ? "This brief is no longer kept" : "The brief cannot be fetched";
}

function missingWords({ status, detail }) {
  if (status === 401) return "This service shows its briefs to those who have a key.";
  if (status !== 404) return `${detail ?? "The service cannot be reached."} Try again in a moment.`;
  return "Briefs are kept for a while and then forgotten; the address may also be incomplete.";
}

// Asking, and what arrives meanwhile.

function request(form) {
  const given = new FormData(form);
  const options = { length: given.get("length"), engine: given.get("engine"), include_text: true };
  if (!given.has("split")) options.split_stories = false;
  if (given.has("shared")) options.min_independent = 2;
  if (given.has("refresh")) options.cache = "refresh";
  if (!at("model-field").hidden && given.get("engine") !== "extractive") options.model = given.get("model");
  return { articles: boxes.filled().map((box) => box.article()), options };
}

async function submitted(event) {
  event.preventDefault();
  if (!boxes.settle()) return;
  if (!boxes.filled().length) {
    showTrouble(new Problem({ title: "Nothing to read yet", detail: "Paste at least one article, or a link to one." }));
    boxes.focus();
    return;
  }
  running = new AbortController();
  const { signal } = running;
  const asked = request(event.target);
  const arrived = new Arrived(at("answer"), asked.articles, () => show("work", "answer"));
  working();
  try {
    const answer = await summarize(asked, { signal, tell: (name, data) => told(arrived, name, data) });
    answers.set(answer.id, answer);
    if (kept) {
      remember(answer);
      history.pushState({}, "", `/briefs/${answer.id}`);
    }
    if (arrived.sentences()) holding(() => whole(answer));
    else whole(answer);
  } catch (error) {
    if (signal.reason === LEFT) return; // what stands at that address is not to be replaced
    const problem = error instanceof Problem ? error : new Problem({ detail: String(error) });
    if (arrived.sentences()) cutShort(signal.aborted ? null : problem);
    else ask(signal.aborted ? null : problem);
  } finally {
    if (running?.signal === signal) running = null;
  }
}

function told(arrived, name, data) {
  if (name === "progress") return stage(STAGES[data.stage] ?? data.stage, data.done, data.total);
  arrived.tell(name, data);
  if (name === "statement") say(counted(arrived.sentences(), "sentence"));
}

/** What has passed the check stays to be read, though the rest did not come. */
function cutShort(problem) {
  show("answer");
  const back = el("a.secondary", { href: "/" }, "Back to the articles");
  const { title, detail } = problem ? inWords(problem) : { title: "Stopped", detail: "" };
  const rest = " The brief is not whole; each sentence below has passed the check.";
  const words = el("p", {}, el("b", {}, title, ". "), detail, rest);
  at("answer").prepend(el("h1.sr", {}, title), el("div.notice.trouble", { role: "alert" }, words, el("p", {}, back)));
  document.title = "Not whole · summarizer";
}

function working() {
  show("work");
  document.title = "Writing… · summarizer";
  stage("Sending the articles");
  const began = performance.now();
  const tick = () => {
    at("clock").textContent = `${Math.round((performance.now() - began) / 1000)} s`;
    if (running) setTimeout(tick, 1000);
  };
  tick();
  at("stop").focus();
}

function stage(words, done = 0, total = 0) {
  at("stage").textContent = total > 1 ? `${words}: ${done} of ${total}` : words;
  if (done && total) Object.assign(at("bar"), { max: total, value: done });
  else at("bar").removeAttribute("value");
  say(words);
}

function whole(answer) {
  show("answer");
  showAnswer(at("answer"), answer, { kept });
  document.title = answer.stories[0]?.headline.text ?? "No story";
  say("The brief is ready.");
  scrollTo(0, 0);
  at("answer").querySelector(".story h2")?.focus({ preventScroll: true });
}

/** Let the whole take the place of what had arrived, under the eyes and the focus of someone who reads already. */
function holding(replace) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const top = (node) => node.getBoundingClientRect().top;
  const texts = (story) => story.querySelector(".texts");
  const places = all(".statement").map((node) => ({ key: keyOf(node), top: top(node) }));
  const read = scrollY > 0 ? places.find((place) => place.top >= 0) : null;
  const focused = document.activeElement?.closest?.(".statement");
  const key = focused && keyOf(focused);
  const turned = new Map(all(".story").map((story) => [story.dataset.brief, texts(story).scrollTop]));
  replace();
  for (const story of all(".story")) texts(story).scrollTop = turned.get(story.dataset.brief) ?? 0;
  const now = all(".statement");
  if (key) now.find((node) => keyOf(node) === key)?.focus({ preventScroll: true });
  const same = read && now.find((node) => keyOf(node) === read.key);
  if (same) scrollBy({ top: top(same) - read.top, behavior: "instant" });
}

function keyOf(statement) {
  const place = [...statement.parentNode.children].indexOf(statement);
  return `${statement.closest(".story").dataset.brief} ${place}`;
}

// What went wrong, said where it can be mended.

function showTrouble(problem) {
  const place = at("trouble");
  place.hidden = !problem;
  if (!problem) return;
  const { title, detail } = inWords(problem);
  place.replaceChildren();
  put(place, el("b", {}, title), detail && el("p", {}, bdi(detail)));
  if (problem.skipped.length) {
    put(place, el("ul", {}, problem.skipped.map((skipped) => el("li", {}, bdi(skippedWords(skipped))))));
  }
  if (problem.retryAfter) put(place, el("p", {}, `Try again in ${waitWords(problem.retryAfter)}.`));
  const filled = boxes.filled();
  for (const { pointer, detail } of problem.errors) filled[pointer.match(/^\/articles\/(\d+)/)?.[1]]?.blame(detail);
  for (const { index, detail } of problem.skipped) filled[index]?.blame(detail);
  place.focus();
  place.scrollIntoView({ block: "center" });
}

function showRecent() {
  const entries = recent();
  const item = ({ id, headline, when }) => {
    const link = el("a", { href: `/briefs/${encodeURIComponent(id)}`, dir: "auto" }, headline);
    return el("li", {}, link, " ", el("time", { datetime: when }, when.slice(0, 10)));
  };
  at("recent").hidden = !entries.length;
  at("recent").querySelector("ul").replaceChildren(...entries.map(item));
}

async function addFiles(files) {
  const { articles, refused } = await readFiles(files);
  showTrouble(null);
  if (refused.length) {
    const detail = `Not read, because it is no text or HTML file: ${refused.join(", ")}.`;
    showTrouble(new Problem({ title: "Some files were left out", detail }));
  }
  boxes.add(articles);
}

/** What is pasted beside the boxes goes into them. */
function pasted(event) {
  if (at("ask").hidden || event.target.closest?.("textarea, input")) return;
  if (event.clipboardData.files.length) return void addFiles(event.clipboardData.files);
  const text = event.clipboardData.getData("text/plain");
  if (text.trim()) boxes.add(articlesIn(text).map((one) => ({ text: one })));
}

async function addSamples() {
  const { articles } = await (await fetch("/web/samples.json")).json();
  boxes.clear();
  boxes.add(articles);
  at("submit").focus();
}

/** Offer what this service has: its models, and whether it keeps what it wrote. */
async function offer() {
  const { models, cache } = await (await fetchWithKey("/readyz")).json();
  if (models === undefined) return; // told to callers with a key
  kept = cache !== "off";
  const names = models === "none" ? [] : models.split(", ");
  const wanted = at("engine").querySelector("[value=llm]");
  wanted.disabled = !names.length;
  if (!names.length) wanted.textContent = "A language model (none is set up)";
  at("model-field").hidden = names.length < 2;
  at("model").replaceChildren(...names.map((name) => el("option", { value: name }, name)));
}

function listen() {
  const form = at("form");
  form.addEventListener("submit", submitted);
  form.addEventListener("dragover", (event) => (event.preventDefault(), form.classList.add("dragging")));
  form.addEventListener("dragleave", () => form.classList.remove("dragging"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("dragging");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    addFiles(event.dataTransfer.files);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.addEventListener("paste", pasted);
  at("pick").addEventListener("click", () => at("files").click());
  at("files").addEventListener("change", (event) => addFiles(event.target.files));
  at("samples").addEventListener("click", addSamples);
  at("clear").addEventListener("click", () => (boxes.clear(), showTrouble(null), boxes.focus()));
  at("stop").addEventListener("click", () => (running ? running.abort() : history.back()));
  at("again").addEventListener("click", route);
  at("forget").addEventListener("click", () => (forgetRecent(), showRecent()));
  addEventListener("popstate", route);
  document.addEventListener("click", stayHere);
}

/** Follow the page's own links without leaving it. */
function stayHere(event) {
  const link = event.target.closest("a[href='/'], a[href^='/briefs/']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState({}, "", link.getAttribute("href"));
  route();
}

const offered = () => offer().catch(() => {}); // the form works without: the service itself refuses what it has not

listen();
onAccepted(offered);
route();
offered();
