"""A reader answers back: the button under a sentence, the form that it opens, the report that is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args

from pydantic import Field, ValidationError

from summarizer.errors import StoreFailed
from summarizer.jobs import WaitingStore
from summarizer.models import Feedback, FeedbackKind
from summarizer.models.base import Model
from summarizer.models.incoming import Short
from summarizer.render.blocks import REPORT
from summarizer.render.kit import Block, plain, section
from summarizer.service import Summarizer

log = logging.getLogger(__name__)

MAX_NOTE: Final = 2000
_KIND, _NOTE = "kind", "note"
_WORDS: Final = {
    "wrong": "It is wrong, or its passages do not say it",
    "misleading": "It is misleading",
    "outdated": "It is outdated",
    "other": "Something else",
}


class Reported(Model):
    """What the button carries: a brief and one of its statements, or none for the whole."""

    brief: Short
    statement: Annotated[int, Field(ge=0, le=10_000)] | None = None


def report_form(body: Mapping[str, Any]) -> Block | None:
    """Return the form for the sentence whose button was pressed; None when the button is none of ours."""
    action = body["actions"][0]
    try:
        reported = Reported.model_validate_json(str(action.get("value")))
    except ValidationError:
        return None
    shown = _sentence(body, str(action.get("block_id")))
    kinds = [{"value": kind, "text": plain(_WORDS[kind])} for kind in get_args(FeedbackKind)]
    note = {"type": "plain_text_input", "action_id": _NOTE, "multiline": True, "max_length": MAX_NOTE}
    return _view(
        "Report a sentence",
        [
            *([section(shown)] if shown else []),
            {
                "type": "input",
                "block_id": _KIND,
                "label": plain("What is wrong with it?"),
                "element": {"type": "radio_buttons", "action_id": _KIND, "options": kinds, "initial_option": kinds[0]},
            },
            {
                "type": "input",
                "block_id": _NOTE,
                "label": plain("In your own words"),
                "element": note,
                "optional": True,
            },
        ],
        submit=plain("Send"),
        private_metadata=reported.model_dump_json(),
    )


async def keep_report(view: Mapping[str, Any], summarizer: Summarizer, store: WaitingStore) -> Block:
    """Keep what was sent with the form and return the form that says so, or that it could not be kept."""
    try:
        feedback = _feedback(view)
        kept = await store.run(lambda: summarizer.report(feedback))
    except (ValidationError, KeyError, TypeError):
        log.warning("Slack: a report has another shape than our form gives; left out")
        return _view("Not kept", [section("This report could not be read. Please press the button again.")])
    except StoreFailed as error:
        log.error("Slack: a report could not be kept: %s", error)
        return _view("Not kept", [section("Your report could not be kept; please try again later.")])
    return _view("Thank you", [section(f"Your report is kept under {kept.id} and will be read.")])


def _feedback(view: Mapping[str, Any]) -> Feedback:
    values = view["state"]["values"]
    reported = Reported.model_validate_json(view["private_metadata"])
    return Feedback.model_validate(
        {
            **reported.model_dump(),
            "kind": values[_KIND][_KIND]["selected_option"]["value"],
            "note": values[_NOTE][_NOTE].get("value") or "",
        }
    )


def _sentence(body: Mapping[str, Any], block_id: str) -> str:
    """Return the sentence beside the button, as Slack sends the message back."""
    blocks = (body.get("message") or {}).get("blocks") or []
    texts = (str(block["text"]["text"]) for block in blocks if block.get("block_id") == block_id and "text" in block)
    return next(texts, "")


def _view(title: str, blocks: list[Block], **more: Any) -> Block:
    named = {"type": "modal", "callback_id": REPORT, "title": plain(title, limit=24), "close": plain("Close")}
    return json.loads(json.dumps({**named, "blocks": blocks, **more}))  # type: ignore[no-any-return]
