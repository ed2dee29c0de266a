"""One frozen object of settings, read once: from the environment (`SUMMARIZER_*`) or a file of such lines."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from summarizer.errors import ConfigError
from summarizer.models.keys import ApiKey, keys_of

PREFIX = "SUMMARIZER_"


def _default_cache() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return f"disk://{Path(base) / 'summarizer'}"


def _default_store() -> str:
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return f"disk://{Path(base) / 'summarizer'}"


class Settings(BaseSettings):
    """What can be set. Each field is a variable: `model` is `SUMMARIZER_MODEL`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    model: str | None = Field(
        None,
        description="Any litellm model string, such as `openai/gpt-5-mini`; unset: the extractive engine.",
    )
    models: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="More models that a request may name in `options.model`, separated by commas."
    )
    api_base: str | None = Field(None, description="Address of the model's API where it is not the provider's own.")
    api_key: SecretStr | None = Field(
        None, description="Key of the model's API; unset: the variable that litellm reads for the provider."
    )
    model_window: int = Field(
        32_000, ge=2_000, description="Tokens that the model takes in, where litellm does not know it."
    )
    provider_rest_s: float = Field(
        30.0,
        ge=0,
        description="Seconds in which a model is not asked after five calls in a row went unanswered; 0: always asked.",
    )
    judge_model: str | None = Field(
        None, description="A litellm model string that reads each brief a second time; unset: nobody does. Advisory."
    )
    judge_api_base: str | None = Field(
        None, description="Address of the judge's API; unset: the model's, where both have one provider."
    )
    judge_api_key: SecretStr | None = Field(
        None, description="Key of the judge's API; unset: the model's, where both have one provider."
    )
    embeddings: str | None = Field(
        None,
        description="A sentence-embedding model that helps to match claims: `dir:/path/to/folder` or "
        "`litellm:provider/model`; unset: words alone.",
    )
    embeddings_api_base: str | None = Field(
        None, description="Address of the embeddings' API; unset: the model's, where both have one provider."
    )
    embeddings_api_key: SecretStr | None = Field(
        None, description="Key of the embeddings' API; unset: the model's, where both have one provider."
    )
    cache: str = Field(
        default_factory=_default_cache,
        description="`disk:///folder`, `redis://host`, `memory://` or `off`; unset: the user's cache folder.",
    )
    cache_mb: int = Field(512, ge=1, description="Size limit of the cache, in MB.")
    cache_hours: float = Field(168.0, gt=0, description="How long an answer is kept.")
    store: str = Field(
        default_factory=_default_store,
        description="Where stories told, feedback and accepted work are remembered: `disk:///folder`, `redis://host` "
        "or `memory://`; unset: the user's state folder.",
    )
    deadline_s: float = Field(
        60.0, gt=0, description="Seconds in which an answer must be ready; a body has as long to arrive."
    )
    job_deadline_s: float = Field(
        600.0,
        gt=0,
        description="Seconds in which a job (`Prefer: respond-async`) must be done.",
    )
    max_body_mb: float = Field(10.0, gt=0, description="Size limit of a request's body, in MB.")
    max_running: int = Field(64, ge=1, description="Requests worked on at the same time; more are answered with 503.")
    keys: Annotated[tuple[ApiKey, ...], NoDecode] = Field(
        (),
        repr=False,
        description="Who may use the service: rows `NAME:DIGEST` as `summarizer key NAME` prints them, separated by "
        "commas; unset: everybody who reaches it.",
    )
    rate_limit: str | None = Field(
        None,
        description="How many POST requests one key may send, or without keys one address, such as `100/minute` or "
        "`5/second; 1000/day`; unset: no limit.",
    )
    forwarded_allow_ips: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Addresses or networks of the proxies whose `X-Forwarded-For` is believed, separated by commas; "
        "`*`: of anybody; unset: of nobody.",
    )
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts that may be fetched although they are private, separated by commas."
    )
    respect_robots: bool = Field(True, description="Whether robots.txt is asked before a page is fetched.")
    user_agent: str = Field("summarizer/0.1", description="What a fetch calls itself.")
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret of the Slack app: turns on `POST /slack/events`."
    )
    slack_bot_token: SecretStr | None = Field(
        None, description="Bot token of the Slack app (`xoxb-...`); several workspaces: one each, separated by commas."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token (`xapp-...`) for `summarizer slack` (Socket Mode)."
    )
    slack_channels: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Ids of the Slack channels that digests are posted to, separated by commas."
    )
    slack_api: str = Field("https://slack.com/api/", description="Address of Slack's Web API.")
    smtp_host: str | None = Field(None, description="Mail server that digests are handed in to (`digest --to`).")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is encrypted: `starttls`, `tls` or `none`."
    )
    smtp_user: str | None = Field(None, description="Name to log in to the mail server with; unset: no login.")
    smtp_password: SecretStr | None = Field(None, description="Password of the mail server.")
    smtp_from: str | None = Field(
        None, description="Sender of digests: `name@host.example` or `Name <name@host.example>`."
    )
    digest_max_usd: float | None = Field(
        None, ge=0, description="What one run of a digest may spend on a model, in US dollars; unset: no limit."
    )
    digest_max_tokens: int | None = Field(
        None, ge=0, description="Tokens that one run of a digest may use of a model; unset: no limit."
    )
    log_level: str = Field(
        "WARNING",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
    )

    @property
    def access(self) -> tuple[str | None, str | None]:
        """Return the address and the plain key of the model's API."""
        return self.api_base, _plain(self.api_key)

    @property
    def judge_access(self) -> tuple[str | None, str | None]:
        """Return the address and the plain key of the judge's API. No key goes to another provider than its own."""
        base, key = self.access if _one_provider(self.judge_model, self.model) else (None, None)
        return self.judge_api_base or base, _plain(self.judge_api_key) or key

    @property
    def embeddings_access(self) -> tuple[str | None, str | None]:
        """Return the address and the plain key of the embeddings' API. No key goes to another provider than its own."""
        name = (self.embeddings or "").removeprefix("litellm:")
        base, key = self.access if name and _one_provider(name, self.model) else (None, None)
        return self.embeddings_api_base or base, _plain(self.embeddings_api_key) or key

    @field_validator("models", "trusted_hosts", "slack_channels", "forwarded_allow_ips", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("keys", mode="before")
    @classmethod
    def _read_keys(cls, value: object) -> object:
        return keys_of(value) if isinstance(value, str) else value

    @field_validator("rate_limit")
    @classmethod
    def _is_limit(cls, value: str | None) -> str | None:
        if value is not None:
            _check_limit(value)
        return value

    @field_validator("forwarded_allow_ips")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for number, one in enumerate(value, 1):
            if value != ("*",) and not _is_network(one):
                raise ValueError(f"entry {number} is no address and no network")
        return value


def _check_limit(value: str) -> None:
    from limits import parse_many  # a third of a second, and only where there is a limit

    try:
        usable = all(limit.amount > 0 for limit in parse_many(value))
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("is no rate limit")


def _is_network(value: str) -> bool:
    try:
        ip_network(value)
    except ValueError:
        return False
    return True


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _one_provider(judge: str | None, model: str | None) -> bool:
    """Tell whether two litellm strings name one provider; a name without one can be anybody's."""
    if judge is None or model is None or judge == model:
        return True
    return "/" in judge and judge.partition("/")[0] == model.partition("/")[0]


def load_settings(file: Path | None = None) -> Settings:
    """Read the settings: the environment stands above `file` (else the file that `SUMMARIZER_SETTINGS` names).

    Raises `ConfigError` that names the variable, what is wrong with it and what it may be.
    """
    named = file or (Path(os.environ["SUMMARIZER_SETTINGS"]) if os.environ.get("SUMMARIZER_SETTINGS") else None)
    if named is not None and not named.is_file():
        raise ConfigError(f"the settings file {str(named)!r} does not exist")
    try:
        return Settings(_env_file=named)
    except ValidationError as error:
        raise ConfigError("; ".join(_in_words(fault) for fault in error.errors())) from None


def _in_words(fault: object) -> str:
    """Name the variable and the rule, never the value: it may be a secret."""
    assert isinstance(fault, dict)  # noqa: S101 (narrows pydantic's TypedDict)
    field = str(fault["loc"][0])
    known = Settings.model_fields.get(field)
    wrong = str(fault["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()}: {wrong}" + (f" ({known.description})" if known else "")
