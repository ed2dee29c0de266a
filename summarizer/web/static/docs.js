// The routes as /openapi.json describes them, each to be tried where it stands. Nothing is loaded from elsewhere.

import { el, put } from "./dom.js";
import { fetchWithKey } from "./key.js";

const DEPTH = 6; // of nested types shown
const schema = await described();
const routes = Object.entries(schema.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

document.getElementById("about").textContent = schema.info.description;
document.getElementById("contents").append(el("ul", {}, routes.map(entry)));
document.getElementById("routes").append(...routes.map(route));

async function described() {
  const response = await fetchWithKey("/openapi.json");
  if (response.ok) return response.json();
  const description = "The routes are shown to callers with a key. Reload the page to give one.";
  return { paths: {}, info: { description } };
}

function anchor({ method, path }) {
  return `${method}${path}`.replace(/[^A-Za-z]+/g, "-").toLowerCase();
}

function entry(one) {
  return el("li", {}, el("a.chip", { href: `#${anchor(one)}` }, `${one.method} ${one.path}`));
}

function route(one) {
  const { operation, method, path } = one;
  return el(
    "section.route",
    { id: anchor(one), "aria-label": `${method} ${path}` },
    el("h2", {}, el("span.method", {}, method), path),
    el("p", {}, prose(operation.description ?? operation.summary)),
    trial(one),
    bodyOf(operation) && folded("Fields of the request", fields(bodyOf(operation).schema)),
    answerOf(operation) && folded("Fields of the answer", fields(answerOf(operation))),
    folded("Status codes", statuses(operation.responses)),
  );
}

function folded(title, content) {
  return el("details", {}, el("summary", {}, title), content);
}

/** Words with `names` set as code. */
function prose(words) {
  return words.split("`").map((part, place) => (place % 2 ? el("code", {}, part) : part));
}

function bodyOf(operation) {
  return operation.requestBody?.content["application/json"];
}

function answerOf(operation) {
  const good = Object.keys(operation.responses).find((status) => status.startsWith("2"));
  const found = operation.responses[good]?.content?.["application/json"]?.schema;
  return found && Object.keys(found).length ? found : null;
}

/** A form that sends the request and shows what comes back. */
function trial(one) {
  const named = (one.operation.parameters ?? []).filter((parameter) => parameter.in === "path");
  const inputs = named.map(({ name }) => el("input", { type: "text", "aria-label": name, placeholder: name }));
  const body = bodyOf(one.operation);
  const example = Object.values(body?.examples ?? {})[0]?.value;
  const area = body && el("textarea", { "aria-label": `Body of ${one.method} ${one.path}`, spellcheck: "false" });
  if (area) area.value = example ? JSON.stringify(example, null, 2) : "{}";
  const outcome = el("pre", { hidden: true, tabindex: "0", role: "region", "aria-label": "What came back" });
  const form = el("form", {}, inputs, area, el("p", {}, el("button.secondary", { type: "submit" }, "Send")), outcome);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = inputs.map((input) => encodeURIComponent(input.value));
    const path = one.path.replace(/\{[^}]+\}/g, () => values.shift());
    outcome.hidden = false;
    outcome.textContent = "…";
    outcome.replaceChildren();
    put(outcome, await tried(one.method, path, area?.value));
  });
  return form;
}

async function tried(method, path, body) {
  try {
    const headers = { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) };
    const response = await fetchWithKey(path, { method, headers, body });
    const text = await response.text();
    const isJson = text && /json/.test(response.headers.get("content-type"));
    return `${response.status} ${response.statusText}\n\n${isJson ? JSON.stringify(JSON.parse(text), null, 2) : text}`;
  } catch (error) {
    return `Not sent: ${error.message}`;
  }
}

/** The type behind a reference, and its name. */
function resolved(type) {
  const name = type?.$ref?.split("/").pop();
  return name ? { name, type: schema.components.schemas[name] } : { name: null, type: type ?? {} };
}

function fields(type, depth = 0) {
  const { type: found } = resolved(type);
  const inner = resolved(found.items ?? found).type;
  const required = inner.required ?? [];
  return table(Object.entries(inner.properties ?? {}).map(([name, field]) => row(name, field, required, depth)));
}

function table(rows) {
  return el("div.table-frame", {}, el("table", {}, el("tbody", {}, rows)));
}

function row(name, field, required, depth) {
  const nested = nestedType(field);
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, el("code", {}, name), required.includes(name) && " *"),
    el(
      "td",
      {},
      el("p", {}, words(field), usual(field)),
      field.description && el("p.aside", {}, prose(field.description)),
      nested && depth < DEPTH && el("details", {}, el("summary", {}, nested.name), fields(nested.type, depth + 1)),
    ),
  );
}

function usual(field) {
  const plain = ["string", "number", "boolean"].includes(typeof field.default);
  return plain ? `, default ${JSON.stringify(field.default)}` : "";
}

function nestedType(field) {
  const every = [field, field.items, ...(field.anyOf ?? [])].filter(Boolean);
  return every.map(resolved).find(({ name, type }) => name && type?.properties) ?? null;
}

function words(field) {
  const { name, type } = resolved(field);
  if (name) return name;
  if (type.anyOf) return type.anyOf.map(words).join(" or ");
  if (type.enum) return type.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (type.const !== undefined) return JSON.stringify(type.const);
  if (type.type === "array") return `list of ${words(type.items ?? {})}`;
  return [type.type ?? "any", bounds(type)].filter(Boolean).join(" ");
}

function bounds(type) {
  const [least, most] = [type.minimum ?? type.minLength, type.maximum ?? type.maxLength];
  if (least === undefined && most === undefined) return "";
  return `(${least ?? "…"} to ${most ?? "…"})`;
}

function statuses(responses) {
  const line = ([status, { description }]) =>
    el("tr", {}, el("th", { scope: "row" }, status), el("td", {}, description));
  return table(Object.entries(responses).map(line));
}
