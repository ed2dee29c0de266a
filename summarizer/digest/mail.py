"""A digest by mail: one message to each reader, text and HTML, through the standard library.

A message has an id of its own (RFC 5322) that stays the same whenever it is sent. The server is told sender and
recipient first; only right before the text goes out is it noted that the message is on its way, so that the time in
which a killed run leaves it open whether a reader has it is that of one DATA command.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Literal

from summarizer.errors import ConfigError, DeliveryFailed
from summarizer.models import Digest

PATIENCE: Final = 30.0  # seconds for each answer of the mail server

# Lines of up to 998 are allowed (RFC 5322); folded, a subject begins with a space for those who read it plainly.
_POLICY: Final = SMTP.clone(max_line_length=500)

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class MailDoor:
    """Sends digests to one address. Make it with `mail_door`, which looks at the address."""

    server: MailServer
    to: str
    again: bool = False

    @property
    def name(self) -> str:
        """Return what the door is known by from run to run."""
        return f"mail:{self.to.casefold()}"

    def deliver(self, digest: Digest, past: Sequence[Digest], point_of_no_return: Callable[[], None]) -> str:
        """Send `digest`, once. Raises `DeliveryFailed`."""
        message = compose_message(digest, sender=self.server.sender, to=self.to)
        try:
            smtp = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"the mail to {self.to} was not sent: {_in_words(error)}") from None
        with smtp:
            self._hand_in(smtp, message, point_of_no_return)
        return self.to

    def _connected(self) -> smtplib.SMTP:
        """Return a session that has greeted, is encrypted as asked, and has logged in."""
        server = self.server
        context = ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user and server.password:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hand_in(self, smtp: smtplib.SMTP, message: EmailMessage, point_of_no_return: Callable[[], None]) -> None:
        begun = False
        try:
            _accepted(smtp.mail(_bare(self.server.sender)))
            _accepted(smtp.rcpt(_bare(self.to)))
            point_of_no_return()
            begun = True
            _accepted(smtp.data(message.as_bytes()))
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(f"the mail to {self.to} was refused: {_in_words(error)}") from None
        except (OSError, smtplib.SMTPException) as error:
            words = f"the mail to {self.to} broke off: {_in_words(error)}"
            raise DeliveryFailed(words, uncertain=begun) from None


def mail_door(server: MailServer, to: str) -> MailDoor:
    """Return the door to the address `to`. Raises `ConfigError` where it is none, or the sender is none."""
    for address in (to, server.sender):
        if not re.fullmatch(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}", _bare(address)) or not address.isprintable():
            raise ConfigError(f"{address!r} is no mail address; one looks like name@host.example")
        try:
            _bare(address).encode("ascii")
            _address(address)
        except (ValueError, HeaderParseError) as error:
            reason = "it has letters beyond ASCII" if isinstance(error, UnicodeError) else str(error)
            raise ConfigError(f"{address!r} cannot stand in a mail's header: {reason}") from None
    return MailDoor(server, to)


def compose_message(digest: Digest, *, sender: str, to: str) -> EmailMessage:
    """Return `digest` as a message of two alternatives, text first; foreign text never reaches a header unescaped."""
    from summarizer.render.digest_email import render_email_html, render_email_text
    from summarizer.render.digest_words import subject_words

    message = EmailMessage(policy=_POLICY)
    message["Subject"] = subject_words(digest)
    message["From"] = _address(sender)
    message["To"] = _address(to)
    message["Date"] = datetime.fromisoformat(digest.made)
    message["Message-ID"] = message_id(digest, sender, to)
    message["List-Id"] = f"<{digest.list}.digest.{_bare(sender).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render_email_text(digest), cte="quoted-printable")
    message.add_alternative(render_email_html(digest), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{hashlib.sha256(message['Message-ID'].encode()).hexdigest()[:32]}")  # no part has "=_"
    return message


def message_id(digest: Digest, sender: str, to: str) -> str:
    """Return the id of the message that brings `digest` to `to`: the same each time, and no one else's."""
    reader = hashlib.sha256(to.casefold().encode()).hexdigest()[:16]
    return f"<{digest.id}.{reader}@{_bare(sender).rpartition('@')[2]}>"


def _address(words: str) -> Address:
    name, _, rest = words.rpartition("<")
    return Address(display_name=name.strip().strip('"'), addr_spec=rest.rstrip("> ").strip())


def _bare(words: str) -> str:
    return words.rpartition("<")[2].rstrip("> ").strip()


def _accepted(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, words)


def _in_words(error: Exception) -> str:
    """Say what the server or the system said, on one line; nothing of what was sent to it."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {' '.join(words.split())}"[:300]
    return " ".join(str(error).split())[:300] or type(error).__name__
