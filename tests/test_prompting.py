from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from summarizer.engines import wire
from summarizer.errors import PromptError
from summarizer.prompting import LOCK, Prompts, load_prompts, lock_text, parse_prompt, prompt_folder, unbumped

TEXT = """---
version: 2
purpose: Say it.
output: BriefReply
---
## system
Be brief.
## user
Tell $what in $language.
"""
FOLDER = Path(str(prompt_folder()))


def test_no_prompt_changes_without_a_new_version_and_a_new_lock() -> None:
    assert lock_text(load_prompts()) == (FOLDER / LOCK).read_text("utf-8"), (
        "a prompt changed: raise its version, run `make prompts`, run the evals"
    )


def test_a_change_under_the_old_version_is_seen() -> None:
    old = Prompts([parse_prompt("p", TEXT)])
    changed = TEXT.replace("brief", "briefer")
    assert unbumped(Prompts([parse_prompt("p", changed)]), lock_text(old)) == ["p"]
    bumped = changed.replace("version: 2", "version: 3")
    assert unbumped(Prompts([parse_prompt("p", bumped)]), lock_text(old)) == []


def test_the_lock_command_renews_what_is_there_and_says_so() -> None:
    before = (FOLDER / LOCK).read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "summarizer.prompting", "lock"], capture_output=True, text=True, timeout=110, check=False
    )
    assert (done.returncode, (FOLDER / LOCK).read_bytes()) == (0, before)
    assert "5 prompts" in done.stdout


def test_every_prompt_names_a_schema_and_shows_its_fields() -> None:
    for prompt in load_prompts().values():
        asked = prompt.user if prompt.name != "repeat_brief" else load_prompts()["write_brief"].user
        fields = wire.SCHEMAS[prompt.output].model_json_schema()["properties"]
        assert all(f'"{field}"' in asked for field in fields), prompt.name
        assert "JSON" in prompt.user, "JSON mode is refused where no message says JSON"


def test_a_prompt_can_take_the_system_text_of_another_and_changes_with_it() -> None:
    follow = TEXT.replace("## system\nBe brief.\n", "").replace("output: BriefReply", "output: BriefReply\nsystem: p")
    both = Prompts([parse_prompt("p", TEXT), parse_prompt("q", follow)])
    assert both["q"].system == "Be brief."
    other = Prompts([parse_prompt("p", TEXT.replace("brief.", "short.")), parse_prompt("q", follow)])
    assert both["q"].digest != other["q"].digest
    with pytest.raises(PromptError, match="takes its system text from 'p'"):
        Prompts([parse_prompt("q", follow)])


def test_render_puts_values_in_place_and_nothing_else() -> None:
    system, user = parse_prompt("p", TEXT).render(what="$language ${what} $", language="fr")
    assert (system.role, system.content) == ("system", "Be brief.")
    assert (user.role, user.content) == ("user", "Tell $language ${what} $ in fr.")


@pytest.mark.parametrize(
    ("values", "named"),
    [({"what": "x"}, "language"), ({"what": "x", "language": "en", "colour": "red"}, "colour")],
)
def test_a_missing_or_unknown_variable_is_named(values: dict[str, str], named: str) -> None:
    with pytest.raises(PromptError, match=named):
        parse_prompt("p", TEXT).render(**values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("purpose", "porpoise"), "porpoise"),
        (TEXT.replace("purpose: Say it.\n", ""), "lacks .* purpose"),
        (TEXT.replace("version: 2", "version: two"), "whole number"),
        (TEXT.replace("version: 2", "version: ²"), "whole number"),
        (TEXT.replace("version: 2", "version: 2\nversion: 2"), "twice"),
        (TEXT.replace("## user", "## usher"), "## user"),
        (TEXT.replace("$what", "$5"), r"\$"),
        ("", "front matter"),
        (TEXT.replace("output: BriefReply", "output: BriefReply\nsystem: other"), "not both"),
        (TEXT.replace("## system\nBe brief.\n", ""), "not both"),
    ],
)
def test_a_malformed_prompt_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(PromptError, match=said):
        parse_prompt("p", text)


def test_a_folder_without_prompts_and_an_unknown_name_are_errors(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="no prompt in"):
        load_prompts(tmp_path)
    with pytest.raises(PromptError, match="there is no prompt 'sing'"):
        load_prompts()["sing"]


def test_a_reference_names_version_and_digest_whatever_the_line_ends(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_bytes(TEXT.replace("\n", "\r\n").encode())
    (prompt,) = load_prompts(tmp_path).values()
    assert prompt.reference == f"p@2#{prompt.digest[:12]}"
    assert prompt == parse_prompt("p", TEXT)
    assert load_prompts(tmp_path).reference == prompt.reference
