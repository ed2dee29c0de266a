// Asking the service: a stream of events where it sends one, the whole answer at once where it does not.

import { fetchWithKey } from "./key.js";

const TRIES = 4; // of one question, when the line breaks while the answer comes
const PAUSE = 700; // milliseconds before the line is taken up again, doubled each time

/** What the service says is wrong (RFC 9457), or what went wrong on the way to it. */
export class Problem extends Error {
  title = "Something went wrong";
  detail = "";
  code = "unknown";
  status = 0;
  errors = [];
  skipped = [];

  constructor(told, retryAfter = null) {
    super(told.detail || told.title);
    Object.assign(this, told, { retryAfter });
  }
}

/** The problem that a response tells of. */
export async function problemOf(response) {
  const retryAfter = Number(response.headers.get("retry-after")) || null;
  const fallback = { title: `The service answered ${response.status}`, status: response.status };
  try {
    return new Problem({ ...fallback, ...(await response.json()) }, retryAfter);
  } catch {
    return new Problem(fallback, retryAfter);
  }
}

/** POST a body as JSON. */
export function send(path, body, { headers = {}, ...more } = {}) {
  return fetchWithKey(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    ...more,
  });
}

/**
 * Ask for briefs. `tell(name, data)` hears every event before the answer.
 * A line that breaks is taken up where it broke, by the id of the last event.
 * @returns {Promise<object>} the whole answer
 * @throws {Problem} what the service says; `AbortError` when `signal` ends it
 */
export async function summarize(request, { tell, signal }) {
  let last = null;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await open(request, last, signal);
      if (!response.ok) throw await problemOf(response);
      if (!isStream(response)) return await response.json();
      const outcome = await follow(response.body, (event) => {
        last = event.id || last;
        tell(event.name, event.data);
      });
      if (outcome) return outcome;
    } catch (error) {
      if (error instanceof Problem || signal.aborted) throw error;
      if (last === null && attempt > 1) throw unreachable();
    }
    if (attempt === TRIES) throw unreachable();
    await pause(PAUSE * 2 ** (attempt - 1), signal);
  }
}

function open(request, last, signal) {
  const accept = "text/event-stream, application/json;q=0.5";
  const headers = last === null ? { accept } : { accept, "last-event-id": last };
  return send("/summarize", request, { signal, headers });
}

function isStream(response) {
  return (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
}

function unreachable() {
  return new Problem({
    title: "The service cannot be reached",
    detail: "The line broke before the answer was whole. Your articles are still here; try again in a moment.",
    code: "unreachable",
  });
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

/** Read events to the end; return the answer, or null where the line broke before it. */
async function follow(body, tell) {
  for await (const event of events(body)) {
    if (event.name === "answer") return event.data;
    if (event.name === "problem") throw new Problem(event.data);
    tell(event);
  }
  return null;
}

/** The events of a stream (WHATWG server-sent events; data is one line of JSON). */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const blocks = (rest + chunk.value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    yield* blocks.map(eventOf).filter(Boolean);
  }
}

function eventOf(block) {
  const event = { name: "message", id: null, lines: [] };
  for (const line of block.split("\n")) {
    const [field, value] = fieldOf(line);
    if (field === "event") event.name = value;
    else if (field === "id") event.id = value;
    else if (field === "data") event.lines.push(value);
  }
  return event.lines.length ? { name: event.name, id: event.id, data: JSON.parse(event.lines.join("\n")) } : null;
}

function fieldOf(line) {
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
