"""Load, check and render the prompts; `python -m summarizer.prompting lock` renews their lock file.

A prompt is a file: flat front matter (`version`, `purpose`, `output`), then `## system` and `## user` with
`string.Template` variables. `system: other` in the front matter takes the system text of another prompt. `prompts.lock`
names each with version and digest, so that a text cannot change unseen: the digest is in the cache key and in every
brief's provenance.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import NamedTuple

from summarizer.errors import PromptError

LOCK = "prompts.lock"
_KEYS = {"version", "purpose", "output"}
_SHAPE = re.compile(r"\A---\n(.*?)\n---\n(?:## system\n(.*?)\n)?## user\n(.*)\Z", re.DOTALL)


class Message(NamedTuple):
    """One turn of what is sent to a model."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt file. `output` names the class of `engines.wire` that the model is to fill in."""

    name: str
    version: int
    purpose: str
    output: str
    system: str
    user: str
    digest: str  # sha256 of the file, and of the one that its system text is taken from, in hex
    base: str | None = None  # the prompt that its system text is taken from

    @property
    def reference(self) -> str:
        """Return `name@version#digest`, as a brief's provenance gives it."""
        return f"{self.name}@{self.version}#{self.digest[:12]}"

    @property
    def variables(self) -> frozenset[str]:
        """Return the names that `render` needs a value for."""
        return frozenset(Template(self.system + self.user).get_identifiers())

    def render(self, **values: str) -> tuple[Message, ...]:
        """Put `values` in place. They are only ever values: a `$` inside one stays a `$`.

        Raises `PromptError` that names what is missing or not asked for.
        """
        if missing := sorted(self.variables - values.keys()):
            raise PromptError(f"prompt {self.name!r} needs a value for {', '.join(missing)}")
        if unknown := sorted(values.keys() - self.variables):
            raise PromptError(f"prompt {self.name!r} has no variable {', '.join(unknown)}")
        return (
            Message("system", Template(self.system).substitute(values)),
            Message("user", Template(self.user).substitute(values)),
        )


class Prompts(Mapping[str, Prompt]):
    """The prompts of a folder, by name."""

    def __init__(self, prompts: Sequence[Prompt]) -> None:
        given = {prompt.name: prompt for prompt in sorted(prompts, key=lambda prompt: prompt.name)}
        self._prompts = {name: _based(prompt, given) for name, prompt in given.items()}

    def __getitem__(self, name: str) -> Prompt:
        try:
            return self._prompts[name]
        except KeyError:
            raise PromptError(f"there is no prompt {name!r}; there are {', '.join(self._prompts)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._prompts)

    def __len__(self) -> int:
        return len(self._prompts)

    @property
    def reference(self) -> str:
        """Return the references of all prompts: together they change with any of their texts."""
        return ",".join(prompt.reference for prompt in self.values())


def _based(prompt: Prompt, given: Mapping[str, Prompt]) -> Prompt:
    """Return `prompt` with the system text of the one that it names; its digest then changes with both."""
    if prompt.base is None:
        return prompt
    base = given.get(prompt.base)
    if base is None or base.base is not None:
        raise PromptError(f"prompt {prompt.name!r} takes its system text from {prompt.base!r}, which has none")
    digest = hashlib.sha256(f"{prompt.digest} {base.digest}".encode()).hexdigest()
    return replace(prompt, system=base.system, digest=digest)


def load_prompts(folder: Traversable | None = None) -> Prompts:
    """Read every prompt of `folder`: the packaged one, else the checkout's.

    Raises `PromptError` that names the file and what is wrong with it.
    """
    folder = folder or prompt_folder()
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    if not found:
        raise PromptError(f"no prompt in {str(folder)!r}")
    return Prompts([parse_prompt(file.name.removesuffix(".md"), file.read_text("utf-8")) for file in found])


def prompt_folder() -> Traversable:
    """Return where the prompts are: inside the installed package, else at the top of the checkout."""
    packaged = files("summarizer") / "_prompts"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "prompts"


def parse_prompt(name: str, text: str) -> Prompt:
    """Check the text of a prompt file and return the prompt; raises `PromptError`."""
    shape = _SHAPE.match(text)
    if shape is None:
        raise PromptError(f"prompt {name!r} must be front matter between --- lines, then ## system and ## user")
    head, system, user = shape.groups(default="")
    keys = _front_matter(name, head)
    if bool(system) == ("system" in keys):
        raise PromptError(f"prompt {name!r} must have ## system or name another prompt under system:, not both")
    for part in (system, user):
        if not Template(part).is_valid():
            raise PromptError(f"prompt {name!r} has a $ that starts no variable; write $$ for the sign itself")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    texts = system.strip(), user.strip()
    return Prompt(name, int(keys["version"]), keys["purpose"], keys["output"], *texts, digest, keys.get("system"))


def _front_matter(name: str, head: str) -> dict[str, str]:
    pairs = [(key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in head.splitlines())]
    keys = dict(pairs)
    if unknown := sorted(keys.keys() - _KEYS - {"system"}):
        raise PromptError(f"prompt {name!r} has unknown front-matter keys {', '.join(unknown)}")
    if missing := sorted(key for key in _KEYS if not keys.get(key)):
        raise PromptError(f"prompt {name!r} lacks the front-matter keys {', '.join(missing)}")
    if len(pairs) != len(keys):
        raise PromptError(f"prompt {name!r} gives a front-matter key twice")
    if not keys["version"].isascii() or not keys["version"].isdigit():
        raise PromptError(f"prompt {name!r}: version must be a whole number, not {keys['version']!r}")
    return keys


def lock_text(prompts: Prompts) -> str:
    """Return the lock file of `prompts`: one line each of name, version and sha256."""
    return "".join(f"{p.name} {p.version} {p.digest}\n" for p in prompts.values())


def unbumped(prompts: Prompts, lock: str) -> list[str]:
    """Return the prompts whose text differs from `lock` while their version is not higher than there."""
    locked = {name: (int(version), digest) for name, version, digest in (line.split() for line in lock.splitlines())}
    return [
        p.name
        for p in prompts.values()
        if p.name in locked and p.digest != locked[p.name][1] and p.version <= locked[p.name][0]
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew the lock file of the checkout, unless a text changed under its old version."""
    if list(sys.argv[1:] if arguments is None else arguments) not in ([], ["lock"]):
        sys.stderr.write("usage: python -m summarizer.prompting [lock]\n")
        return 2
    prompts = load_prompts()
    lock = Path(str(prompt_folder())) / LOCK
    if lock.exists() and (names := unbumped(prompts, lock.read_text("utf-8"))):
        sys.stderr.write(f"changed without a new version: {', '.join(names)}; raise `version` in the front matter\n")
        return 1
    lock.write_text(lock_text(prompts), "utf-8")
    sys.stdout.write(f"{lock.name}: {len(prompts)} prompts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
