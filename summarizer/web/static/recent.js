// The briefs that were written on this device: their addresses and headlines, kept by the browser alone.

const KEY = "recent";
const MOST = 8;

export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((entry) => entry?.id && entry?.headline && entry?.when) : [];
  } catch {
    return [];
  }
}

export function remember(answer) {
  if (!answer.stories.length) return;
  const [{ headline, provenance }] = answer.stories;
  const entry = { id: answer.id, headline: headline.text, when: provenance.created };
  keep([entry, ...recent().filter(({ id }) => id !== answer.id)].slice(0, MOST));
}

export function forgetRecent() {
  keep([]);
}

function keep(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // A browser that keeps nothing: the address of a brief still leads to it.
  }
}
