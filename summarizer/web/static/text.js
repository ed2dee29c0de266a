// Foreign text on its way into the document: cut by code points, made visible, linked only where a link is plain.

/**
 * Where code point offsets stand in a JavaScript string, which counts UTF-16 units.
 * The service counts code points: behind every emoji the two differ by one more.
 * @param {string} text
 * @param {Iterable<number>} offsets in code points
 * @returns {Map<number, number>} offset in code points -> index in UTF-16 units
 */
export function unitsOf(text, offsets) {
  const units = new Map();
  let unit = 0;
  let point = 0;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    while (point < offset && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    units.set(offset, unit);
  }
  return units;
}

// The same code points as summarizer.render.foreign: what commands a display is shown, not obeyed.
const COMMANDS =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** One code point stays one code point; ordinary text is unchanged. */
export function visible(text) {
  return String(text).replace(COMMANDS, (sign) => {
    const code = sign.codePointAt(0);
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}

const PLAIN_ADDRESS = /^https?:\/\/[^\0-\x20\x7f-\u{10ffff}"'<>\\`{}|^]+$/u;

/** The address byte for byte when it may be a link (http or https, a host, no user name), else null. */
export function linkTarget(url) {
  if (!url || url.length > 2000 || !PLAIN_ADDRESS.test(url)) return null;
  const authority = url.split("//")[1].split(/[/?#]/)[0];
  if (!authority || authority.includes("@") || !URL.canParse(url)) return null;
  return url;
}

const WHOLE_QUOTE = 12; // words; a longer one is named by its first and last words, as browsers advise
const EDGE_WORDS = 6;

/** The address of a passage on its outlet's own page, as a text fragment (`#:~:text=`), else null. */
export function passageTarget(url, quote) {
  const target = linkTarget(url);
  if (!target) return null;
  const words = quote.toWellFormed().split(/\s+/).filter(Boolean);
  if (!words.length) return target;
  const named =
    words.length > WHOLE_QUOTE
      ? `${encoded(words.slice(0, EDGE_WORDS))},${encoded(words.slice(-EDGE_WORDS))}`
      : encoded(words);
  return `${target}${target.includes("#") ? "" : "#"}:~:text=${named}`;
}

function encoded(words) {
  // A hyphen has a meaning of its own in a fragment; the other signs are left alone by encodeURIComponent.
  const hexed = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(words.join(" ")).replace(/[-'()*!]/g, hexed);
}

/** The host of a plain address, for people; null where there is none. */
export function hostOf(url) {
  return linkTarget(url) && new URL(url).hostname.replace(/^www\./, "");
}
