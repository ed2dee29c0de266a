"""`summarizer digest`: from the words of the command line to a digest, its files, letters and a line of summary."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from summarizer.cli.brief import wants_color
from summarizer.cli.output import check_place, write_file, write_stdout
from summarizer.cli.progress import PATIENCE, Reporter
from summarizer.digest import Door, Order, Outcome, open_desk, run_digest
from summarizer.digest.mail import MailServer, mail_door
from summarizer.errors import ConfigError, DeliveryFailed, InvalidInput, ListBusy
from summarizer.models import Digest, ListName, Options
from summarizer.render.foreign import one_line
from summarizer.settings import Settings, load_settings

_BY_SUFFIX: Final = {
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "terminal",
    ".xml": "atom",
    ".atom": "atom",
    ".eml": "mail",
}
_SPAN: Final = re.compile(r"(\d{1,4})\s*(h|d|w)", re.IGNORECASE)
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
_LONGEST: Final = timedelta(days=31)
_PLAIN_FROM: Final = "digest@localhost"  # of a message that is only looked at


@dataclass(frozen=True, slots=True)
class Job:
    """What the command line asks for. `options` holds only what was given."""

    feeds: tuple[str, ...]
    list: str | None
    since: str
    top: int
    options: Mapping[str, object]
    format: str | None = None
    outs: tuple[Path, ...] = ()
    to: tuple[str, ...] = ()
    slack: bool = False
    max_usd: float | None = None
    max_tokens: int | None = None
    dry_run: bool = False
    quiet: bool = False


def run(job: Job) -> None:
    """Do `job`. Raises the errors of the digest, and `SystemExit(1)` where a delivery failed."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    order = _order(job, settings)
    doors = _doors(job, settings)
    now = datetime.now().astimezone()
    try:
        with Reporter(sys.stderr, quiet=job.quiet) as reporter:
            outcome = asyncio.run(_make(order, doors, settings, now, reporter))
    except ListBusy as error:
        sys.stderr.write(f"summarizer: {one_line(str(error))}; nothing to do here\n")
        return
    except asyncio.CancelledError:  # told to end, by SIGTERM
        raise SystemExit(143) from None
    _tell(outcome, job, order)


def _tell(outcome: Outcome, job: Job, order: Order) -> None:
    """Write what belongs on the screen. Raises `SystemExit` where a delivery failed."""
    if job.dry_run or not job.outs:
        write_stdout(_FACES[job.format or "terminal"](outcome.digest, (outcome.digest,), to_screen=True))
    if not job.quiet:
        sys.stderr.write(_summary(outcome, order))
    failed = [one for one in outcome.delivered if one.result in ("failed", "unknown")]
    for one in failed:
        sys.stderr.write(f"summarizer: {one_line(one.detail)}\n")
    if any(one.result == "failed" for one in failed):
        raise SystemExit(1)


async def _make(order: Order, doors: Sequence[Door], settings: Settings, now: datetime, reporter: Reporter) -> Outcome:
    asyncio.get_running_loop().call_later(PATIENCE, reporter.show)
    _end_on(signal.SIGTERM)
    async with open_desk(settings) as desk:
        return await run_digest(desk, order, now=now, doors=doors, progress=reporter)


def _end_on(number: signal.Signals) -> None:
    """End the run as Ctrl-C does, so that what is open is closed and the list is given back."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _order(job: Job, settings: Settings) -> Order:
    try:
        options = Options.model_validate(job.options)
        name = TypeAdapter(ListName).validate_python(job.list or _name_of(job.feeds))
    except ValidationError as error:
        raise InvalidInput(f"--list or an option: {error.errors()[0]['msg']}") from None
    return Order(
        list=name,
        feeds=job.feeds,
        span=_span(job.since),
        top=job.top,
        options=options,
        max_usd=settings.digest_max_usd if job.max_usd is None else job.max_usd,
        max_tokens=settings.digest_max_tokens if job.max_tokens is None else job.max_tokens,
        dry_run=job.dry_run,
    )


def _name_of(feeds: Sequence[str]) -> str:
    """Return the name of a list that was given none: that of its one file or host."""
    if len(feeds) > 1:
        return "daily"
    parts = urlsplit(feeds[0])
    named = (parts.hostname or "") if parts.scheme in ("http", "https") else Path(feeds[0]).stem
    return re.sub(r"[^A-Za-z0-9._-]+", "-", named).strip("-._")[:64] or "daily"


def _span(words: str) -> timedelta:
    """Return `24h`, `3d` or `2w` as a span. Raises `InvalidInput`."""
    match = _SPAN.fullmatch(words.strip())
    span = timedelta(hours=int(match[1]) * _HOURS[match[2].lower()]) if match else timedelta()
    if not timedelta() < span <= _LONGEST:
        raise InvalidInput(
            f"--since {words!r} is no span; write hours, days or weeks, such as 24h, 3d, 1w (31d at most)"
        )
    return span


def _doors(job: Job, settings: Settings) -> tuple[Door, ...]:
    """Return the ways to the readers. Raises `ConfigError` before anything is fetched where one cannot be used."""
    doors: list[Door] = [FileDoor(path, job.format if len(job.outs) == 1 else None) for path in job.outs]
    if job.slack:
        from summarizer.slack.digests import slack_doors

        doors += slack_doors(settings)
    if not job.to:
        return tuple(doors)
    if settings.smtp_host is None or settings.smtp_from is None:
        raise ConfigError("--to needs a mail server: set SUMMARIZER_SMTP_HOST and SUMMARIZER_SMTP_FROM")
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    server = MailServer(
        settings.smtp_host,
        settings.smtp_from,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        password,
    )
    return (*doors, *(mail_door(server, to) for to in dict.fromkeys(job.to)))


class FileDoor:
    """Writes a digest to a file, as its ending or `face` says. As often as one likes: the file is replaced whole."""

    again = True

    def __init__(self, path: Path, face: str | None = None) -> None:
        self._path = path
        self.name = f"file:{path.resolve()}"
        self._face = face or _BY_SUFFIX.get(path.suffix.lower(), "terminal")
        check_place(path)

    def deliver(self, digest: Digest, past: Sequence[Digest], point_of_no_return: Callable[[], None]) -> str:
        """Write the file and return its name. Raises `DeliveryFailed`."""
        try:
            write_file(self._path, _FACES[self._face](digest, past, to_screen=False))
        except ConfigError as error:
            raise DeliveryFailed(str(error)) from None
        return str(self._path)


def _summary(outcome: Outcome, order: Order) -> str:
    """Say in a line what came of the run."""
    from summarizer.render.digest_words import feeds_words, scope_words
    from summarizer.render.view import counted

    digest = outcome.digest
    if order.dry_run:
        head = f"dry run of {digest.id}: nothing is remembered, written or sent"
    elif outcome.made_now:
        head = digest.id
    else:
        head = f"{digest.id} was made before, at {digest.made[11:16]}; --dry-run shows what there is now"
    parts = [head, scope_words(digest), feeds_words(digest)]
    if digest.usage.calls:
        cost = "cost unknown" if digest.usage.cost_usd is None else f"US$ {digest.usage.cost_usd:.4f}"
        tokens = digest.usage.prompt_tokens + digest.usage.completion_tokens
        parts.append(f"{counted(digest.usage.calls, 'call')}, {tokens:,} tokens, {cost}")
    if outcome.made_now:
        parts.append(f"{digest.usage.elapsed_ms / 1000:.0f} s")
    delivered = [one.detail for one in outcome.delivered if one.result == "delivered"]
    parts += [f"delivered to {', '.join(delivered)}"] if delivered else []
    lines = ["; ".join(parts), *(f"warning: {one_line(warning)}" for warning in digest.warnings)]
    return "".join(f"{line}\n" for line in lines)


def _json(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    return (json.dumps(digest.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def _markdown(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    from summarizer.render.digest_markdown import render_digest_markdown

    return render_digest_markdown(digest).encode()


def _html(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    from summarizer.render.digest_html import render_digest_html

    return render_digest_html(digest).encode()


def _atom(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    from summarizer.render.digest_atom import render_digest_atom

    return render_digest_atom(past).encode()


def _slack(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    from summarizer.render.digest_blocks import render_digest_posts

    posts = render_digest_posts(digest)
    messages = {"parent": posts.parent, "thread": list(posts.thread)}
    return (json.dumps(messages, ensure_ascii=False, indent=2) + "\n").encode()


def _mail(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    from summarizer.digest.mail import compose_message

    return compose_message(digest, sender=_PLAIN_FROM, to=_PLAIN_FROM).as_bytes()


def _terminal(digest: Digest, past: Sequence[Digest], *, to_screen: bool) -> bytes:
    """Return the view for reading; what the terminal's encoding has not is replaced, never an error."""
    from summarizer.render.digest_terminal import render_digest_terminal
    from summarizer.render.terminal import UNICODE

    encoding = (sys.stdout.encoding or "utf-8") if to_screen else "utf-8"
    width = shutil.get_terminal_size(fallback=(80, 24)).columns if to_screen else 80
    unicode = "".join(UNICODE).encode(encoding, "replace").decode(encoding) == "".join(UNICODE)
    color = to_screen and wants_color(sys.stdout.isatty(), os.environ)
    return render_digest_terminal(digest, width=width, color=color, unicode=unicode).encode(encoding, "replace")


_FACES: Final[Mapping[str, Callable[..., bytes]]] = {
    "terminal": _terminal,
    "json": _json,
    "markdown": _markdown,
    "html": _html,
    "atom": _atom,
    "slack": _slack,
    "mail": _mail,
}
