// Nodes from values. Every string becomes a text node: nothing in this page is ever parsed as markup.

import { linkTarget, visible } from "./text.js";

/**
 * @param {string} name of the element, classes behind dots: `p.meta.small`
 * @param {object} attributes `on` holds listeners; null and false are left out, true is empty
 * @param {...(Node|string|number|null|Array)} children
 */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") listen(node, value);
    else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? "" : visible(value));
    }
  }
  return put(node, ...children);
}

function listen(node, listeners) {
  for (const [event, listener] of Object.entries(listeners)) node.addEventListener(event, listener);
}

/** Append children to a node, strings as text. */
export function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
    }
  }
  return node;
}

/** A link that says nothing of where the reader comes from. */
export const AWAY = { target: "_blank", rel: "noopener noreferrer nofollow" };

/** A link out of the page to `url`, or the words alone where it is no plain address. */
export function outward(url, words, attributes = {}) {
  const target = linkTarget(url);
  if (!target) return el("bdi", {}, words);
  const node = el("a", { ...AWAY, ...attributes }, words);
  node.setAttribute("href", target); // byte for byte
  return node;
}

/** Foreign words inside our own line: their direction stays their own. */
export function bdi(words) {
  return el("bdi", { dir: "auto" }, words);
}

const SHAPES = {
  corroborated: "m3 10.5 3 3 6.5-7.5M9.5 13l.8.8L17 6",
  single_source: "M10 10h.01",
  disputed: "M4 7.5h12M4 12.5h12M12.5 4l-5 12",
  flag: "M5 17V3.5m0 .5h9l-2 3.5 2 3.5H5",
  out: "M8 5H5v10h10v-3m-4-7h4v4m0-4L9.5 10.5",
  close: "m5 5 10 10M15 5 5 15",
  plus: "M10 4v12M4 10h12",
  theme: "M10 3a7 7 0 1 0 0 14V3Z",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4Z",
  link: "m8.5 11.5 3-3M9 6l1.5-1.5A3.2 3.2 0 0 1 15 9l-1.5 1.5M11 14l-1.5 1.5A3.2 3.2 0 0 1 5 11l1.5-1.5",
  print: "M6 8V3h8v5M6 13H3V8h14v5h-3M6 11.5h8V17H6Z",
  file: "M5 3h7l3 3v11H5ZM12 3v3h3",
};
const SVG = "http://www.w3.org/2000/svg";

/** A drawing of the page's own; words beside it say the same. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(path);
  return drawing;
}

/** A button with a drawing and words. */
export function button(words, { drawing = null, ...attributes } = {}) {
  return el("button", { type: "button", ...attributes }, drawing && icon(drawing), el("span", {}, words));
}
