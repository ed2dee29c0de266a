"""As much of CSS as decides whether a reader sees a text: rules in the page, selectors, and the cascade.

CSS 2.1 and Selectors 3, without pseudo-elements and states (what shows only on hover is not shown). A selector
or at-rule that is not understood is passed over, as browsers do. No rule is ever run as a pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.sources.selectors import (
    Compound,
    Specificity,
    chain_fits,
    parse_selector,
    plain,
    specificity,
    split_list,
)

MAX_SHEET = 1_000_000  # characters of all sheets of a page together; what comes after is not read
_VIEWPORT = 1280  # pixels: the window in which the page is imagined
_MAX_DEPTH = 6  # of nested at-rules

# The properties that can hide; a rule with none of them is dropped when it is read.
_HIDING_NAMES = """display visibility opacity font-size color background-color position left right top bottom
text-indent margin-left margin-top width height max-width max-height overflow overflow-x overflow-y clip clip-path
transform scale translate filter content-visibility zoom line-height white-space text-decoration
text-decoration-line -webkit-text-fill-color"""
HIDING = frozenset(_HIDING_NAMES.split())
_SHORTHANDS = {"font": "font-size", "background": "background-color", "background-image": "background-color"}

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_TOKEN = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{};]|[^{};"']+|["']""", re.DOTALL)
_PIECE = re.compile(r"""(?:[^;"'(]|\"[^"]*\"|'[^']*'|\([^()]*\)|\()+""", re.DOTALL)
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([0-9.]{1,8})(px|em|rem)\s*\)")
_FONT = re.compile(r"(?:^|\s)([0-9.]{1,8}(?:px|pt|em|rem|%|vw)?)(?=[\s/])")
Element = Any  # lxml has no types of its own
Declarations = tuple[tuple[str, str, bool], ...]  # (property, value, important)


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with its declarations; `order` counts over all sheets of the page."""

    compounds: tuple[Compound, ...]  # the element itself first, then leftwards
    specificity: Specificity
    declarations: Declarations
    order: int


def declarations(text: str) -> Declarations:
    """Read the inside of a rule or a `style` attribute; only properties that can hide are kept."""
    found = []
    for piece in _PIECE.findall(_COMMENT.sub("", text)):
        name, colon, value = piece.partition(":")
        name, value = plain(name).lower(), plain(value).lower()
        important = "!" in value and value.rpartition("!")[2].strip() == "important"
        if important:
            value = value.rpartition("!")[0].strip()
        if colon and (name in HIDING or name in _SHORTHANDS or name.startswith("--")):
            found.append((*_longhand(name, value), important))
    return tuple(found)


def _longhand(name: str, value: str) -> tuple[str, str]:
    if name == "font":
        size = _FONT.search(value)
        return "font-size", size[1] if size else ""
    if name == "background-image":
        return "background-color", "" if value == "none" else "image"
    if name == "background":
        picture = "url(" in value or "gradient(" in value
        return "background-color", "image" if picture else value
    return name, value


class StyleSheet:
    """All rules of a page that can hide something, found by id, class or tag of the element in question."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self._order = 0
        self._room = MAX_SHEET
        self.variables: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._by)

    def add(self, text: str, media: str = "") -> None:
        """Read one sheet."""
        text, self._room = text[: self._room], max(0, self._room - len(text))
        if _media_applies(media):
            self._read(_TOKEN.findall(_COMMENT.sub("", text)))

    def _read(self, tokens: list[str]) -> None:
        """Walk over the blocks; `preludes` are the at-rules that are open, None where one does not apply."""
        open_rules: list[bool] = []
        prelude: list[str] = []
        at = 0
        while at < len(tokens):
            sign = tokens[at]
            if sign == "{":
                head = "".join(prelude).strip()
                if head.startswith("@") and _holds_rules(head) and len(open_rules) < _MAX_DEPTH:
                    open_rules.append(_at_rule_applies(head))
                else:
                    end = _block_end(tokens, at)
                    if all(open_rules) and not head.startswith("@"):
                        self._add_block(head, tokens[at + 1 : end])
                    at = end
                prelude = []
            elif sign in "};":
                if sign == "}" and open_rules:
                    open_rules.pop()
                prelude = []
            else:
                prelude.append(sign)
            at += 1

    def _add_block(self, head: str, tokens: list[str], depth: int = 0) -> None:
        """Read the inside of a rule: its own declarations, then the rules nested in it (CSS Nesting 1)."""
        own: list[str] = []
        at = 0
        while at < len(tokens):
            if tokens[at] == "{" and own:
                inner, end = own.pop().strip(), _block_end(tokens, at)
                if depth < _MAX_DEPTH and not inner.startswith("@"):
                    nested = inner.replace("&", head) if "&" in inner else f"{head} {inner}"
                    # A list on either side multiplies out; what is long is no sheet of a page.
                    if "," not in head and len(nested) < 1_000:
                        self._add_block(nested, tokens[at + 1 : end], depth + 1)
                at = end
            else:
                own.append(tokens[at])
            at += 1
        self._add_rule(head, "".join(own))

    def _add_rule(self, head: str, body: str) -> None:
        found = declarations(body)
        self.variables.update((name, value) for name, value, _ in found if name.startswith("--"))
        found = tuple(entry for entry in found if not entry[0].startswith("--"))
        if not found:
            return
        for selector in split_list(head):
            compounds = parse_selector(selector)
            if compounds is not None:
                self._order += 1
                rule = Rule(compounds, specificity(compounds), found, self._order)
                self._by[_key(compounds[0])].append(rule)

    def matching(self, element: Element) -> Iterator[Rule]:
        """Return the rules whose selector fits `element`, in no special order."""
        names = element.get("class", "").split()
        classes = frozenset(names)
        keys = [("id", element.get("id", "")), *(("class", name) for name in classes)]
        for key in (*keys, ("tag", element.tag), ("", "")):
            for rule in self._by.get(key, ()):
                if rule.compounds[0].fits(element, classes) and chain_fits(rule.compounds, element):
                    yield rule


def computed(element: Element, sheet: StyleSheet) -> dict[str, str]:
    """Return the values that win for `element` (CSS 2.1, 6.4.1), variables put in; nothing is inherited here."""
    best: dict[str, tuple[tuple[bool, int, Specificity, int], str]] = {}
    inline = element.get("style")
    own = declarations(inline) if inline else ()
    ranked: list[tuple[int, Specificity, int, Declarations]] = [
        (0, rule.specificity, rule.order, rule.declarations) for rule in sheet.matching(element)
    ]
    for is_inline, weight, order, entries in (*ranked, (1, (0, 0, 0), 0, own)):
        for name, value, important in entries:
            rank = (important, is_inline, weight, order)
            if _is_valid(name, value) and (name not in best or best[name][0] <= rank):
                best[name] = (rank, value)
    local = {name: value for name, (_, value) in best.items() if name.startswith("--")}
    return {name: _without_variables(value, {**sheet.variables, **local}) for name, (_, value) in best.items()}


_DISPLAYS = re.compile(
    r"(none|contents|inherit|initial|unset|revert)|[a-z -]*(block|inline|flex|grid|table|list|flow|ruby|box)[a-z -]*"
)
NUMBER = re.compile(r"[-+]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?:e[-+]?[0-9]{1,2})?(?P<unit>%|[a-z]{0,4})")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_WORDS_ONLY = {"visibility": {"visible", "hidden", "collapse", "inherit", "initial", "unset", "revert"}}


def _is_valid(name: str, value: str) -> bool:
    """Tell values that a browser would throw away, so that a wrong one cannot mask the right one before it."""
    if "var(" in value or name.startswith("--"):
        return True
    if name == "display":
        return _DISPLAYS.fullmatch(value) is not None
    if name in ("opacity", "zoom"):
        return NUMBER.fullmatch(value) is not None
    return value in _WORDS_ONLY.get(name, {value})


def _without_variables(value: str, variables: Mapping[str, str]) -> str:
    for _ in range(3):
        if "var(" not in value:
            break
        value = _VARIABLE.sub(lambda match: variables.get(match[1], match[2] or "").strip(), value)[:200]
    return value


def _block_end(tokens: list[str], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index
    return len(tokens)


def _holds_rules(head: str) -> bool:
    return head.lower().startswith(("@media", "@supports", "@layer", "@scope", "@container", "@document"))


def _at_rule_applies(head: str) -> bool:
    name, _, condition = head.lower().partition(" ")
    if name.startswith("@media"):
        return _media_applies(head[6:])
    return name in ("@supports", "@layer") and "not" not in condition


def _media_applies(query: str) -> bool:
    """Judge a media query for a desktop screen; a feature that is not known counts as not there."""
    return not query.strip() or any(_one_applies(part.strip().lower()) for part in query.split(","))


def _one_applies(query: str) -> bool:
    widths = _WIDTH.findall(query)
    for bound, number, unit in widths:
        pixels = float(number or 0) * (1 if unit == "px" else 16) if number.count(".") < 2 else 0
        if (bound == "min" and pixels > _VIEWPORT) or (bound == "max" and pixels < _VIEWPORT):
            return False
    rest = _WIDTH.sub("", query).replace("only", "").replace("and", "").split()
    return all(word in ("screen", "all") for word in rest)


def _key(compound: Compound) -> tuple[str, str]:
    if compound.ids:
        return "id", compound.ids[0]
    if compound.classes:
        return "class", compound.classes[0]
    return ("tag", compound.tag) if compound.tag else ("", "")
