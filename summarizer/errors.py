"""Every error the package raises on purpose, as one tree.

SummarizerError
├── InvalidInput             the request cannot be read as a request
│   ├── NotJson              the body is not JSON text
│   ├── BodyTooLarge         the body is over the size limit
│   ├── BodyTooSlow          the body did not arrive in time
│   ├── UnsupportedMedia     the body is not sent as JSON
│   ├── ModelNotAllowed      the request names a model that the settings do not
│   └── KeyReused            an idempotency key came before, with another request
├── ConfigError              a setting is missing or makes no sense
├── EngineUnavailable        the engine that was asked for has no model
├── NothingReadable          no article of the request could be read
├── Unauthorized             the caller has no key, or none that is known here
├── RateLimited              the caller's share is used up for now
├── Overloaded               no room for one more request now
├── DeadlineExceeded         the answer was not ready in time
├── NotFound                 no stored answer under this id
├── JobCancelled             the job that was waited for was cancelled
├── StoreFailed              what must be remembered cannot be read or written
├── ArticleUnreadable        one article cannot be read (becomes an entry in `skipped`)
├── EngineFailed             an engine could not write a draft (the extractive engine takes over)
├── EmbeddingFailed          sentences could not be embedded (they are compared by their words alone)
├── WorkerLost               a worker process died twice over the same work
├── ListBusy                 another run makes the digest of this list now
├── DeliveryFailed           a digest did not reach a file, an address or a channel
├── Abandoned                nobody waits for the work any more (ends a thread, is told to nobody)
└── PromptError              a prompt file is malformed or a variable is missing

Each class has a stable `code` for programs; the message is for people and says what, where and what next.
"""

from __future__ import annotations

from typing import ClassVar


class SummarizerError(Exception):
    """Base of every error raised on purpose."""

    code: ClassVar[str] = "internal_error"


class InvalidInput(SummarizerError):
    """The request cannot be read as a request; `errors` lists each fault with its place."""

    code = "invalid_request"

    def __init__(self, message: str, errors: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors


class NotJson(InvalidInput):
    """The request body is not JSON text."""

    code = "invalid_json"


class BodyTooLarge(InvalidInput):
    """The request body is over the size limit."""

    code = "body_too_large"


class BodyTooSlow(InvalidInput):
    """The request body did not arrive in time."""

    code = "request_timeout"


class UnsupportedMedia(InvalidInput):
    """The request body is not sent as JSON."""

    code = "unsupported_media_type"


class ModelNotAllowed(InvalidInput):
    """The request names a model that the settings do not allow."""

    code = "model_not_allowed"


class KeyReused(InvalidInput):
    """An idempotency key came before, with another request."""

    code = "idempotency_key_reused"


class ConfigError(SummarizerError):
    """A setting is missing or makes no sense."""

    code = "bad_settings"


class EngineUnavailable(SummarizerError):
    """The engine that was asked for has no model to run on."""

    code = "engine_unavailable"


class NothingReadable(SummarizerError):
    """No article of the request could be read; `skipped` says why, article by article."""

    code = "nothing_readable"

    def __init__(self, message: str, skipped: tuple[dict[str, object], ...] = ()) -> None:
        super().__init__(message)
        self.skipped = skipped


class Unauthorized(SummarizerError):
    """The caller has no key, or (`refused`) sent one that is not known here."""

    code = "unauthorized"

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


class RateLimited(SummarizerError):
    """The caller's share is used up for now; try again in `retry_after` seconds."""

    code = "rate_limited"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Overloaded(SummarizerError):
    """No room for one more request now; try again in `retry_after` seconds."""

    code = "overloaded"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeadlineExceeded(SummarizerError):
    """The answer was not ready in time."""

    code = "deadline_exceeded"


class NotFound(SummarizerError):
    """Nothing is stored under this id."""

    code = "not_found"


class JobCancelled(SummarizerError):
    """The job that was waited for was cancelled."""

    code = "cancelled"


class StoreFailed(SummarizerError):
    """What must be remembered cannot be read or written."""

    code = "store_failed"


class ArticleUnreadable(SummarizerError):
    """One article cannot be read. `reason` is the code that `skipped` carries."""

    code = "article_unreadable"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class EngineFailed(SummarizerError):
    """An engine could not write a draft. `reason` becomes `degraded_reason`."""

    code = "engine_failed"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


class EmbeddingFailed(SummarizerError):
    """Sentences could not be embedded. The message is ours: a provider's own may hold the key."""

    code = "embedding_failed"


class WorkerLost(SummarizerError):
    """A worker process died twice over the same work."""

    code = "worker_lost"


class ListBusy(SummarizerError):
    """Another run makes the digest of this list now."""

    code = "list_busy"


class DeliveryFailed(SummarizerError):
    """A digest did not reach a file, an address or a channel; `uncertain` where it may have arrived all the same."""

    code = "delivery_failed"

    def __init__(self, message: str, *, uncertain: bool = False) -> None:
        super().__init__(message)
        self.uncertain = uncertain


class Abandoned(SummarizerError):
    """Nobody waits for the work any more: raised in its thread, where nobody hears it."""

    code = "abandoned"


class PromptError(SummarizerError):
    """A prompt file is malformed, or a variable that it needs was not given."""

    code = "bad_prompt"
