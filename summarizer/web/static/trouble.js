// Problems in words for people.

const TITLES = {
  invalid_request: "Something here needs mending",
  unauthorized: "A key is needed",
  rate_limited: "Too many requests in a short time",
  nothing_readable: "No article could be read",
  engine_unavailable: "That engine is not set up here",
  model_not_allowed: "That model is not set up here",
  body_too_large: "That is too much at once",
  request_timeout: "The line is too slow",
  overloaded: "The service is busy",
  deadline_exceeded: "It took too long",
};

/** A problem with a title for people, and the form's own numbers for the articles. */
export function inWords({ title, detail, code }) {
  const numbered = (_, place) => `Article ${Number(place) + 1}: `;
  return { title: TITLES[code] ?? title, detail: detail.replace(/\/articles\/(\d+)(?:\/\w+)*: ?/g, numbered) };
}
