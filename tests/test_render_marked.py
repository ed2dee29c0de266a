from __future__ import annotations

from pathlib import Path

from summarizer.audit import clean_text
from summarizer.models import CleanRequest
from summarizer.render.marked import render_marked

SAMPLE = (Path(__file__).resolve().parent.parent / "summarizer" / "samples" / "harbor-post.txt").read_text()


def shown(text: str, **options) -> str:
    return render_marked(text, clean_text(CleanRequest(text=text)), **options)


def test_reasons_stand_beside_what_is_marked():
    lines = shown(SAMPLE, width=100).splitlines()
    (byline,) = [line for line in lines if "Lindqvist" in line and "⟦" in line]
    assert byline.startswith("byline ")
    assert any(line.startswith("title: Ferry with 212 aboard") for line in lines)
    assert max(map(len, lines)) <= 102  # a marked run carries two more columns


def test_nothing_of_the_text_is_lost():
    words = shown(SAMPLE, width=60).replace("⟦", "").replace("⟧", "").split()
    rest = iter(words)
    assert all(word in rest for word in SAMPLE.split())


def test_colour_strikes_and_no_foreign_byte_commands():
    out = shown("Ferry aground\nA ferry ran \x1b[31maground on Tuesday.\nFor more visit Harbor Post\n", color=True)
    assert "\x1b[2;9mFor more visit Harbor Post\x1b[0m" in out
    assert "\x1b[31m" not in out
