"""The faces of an answer: terminal, Markdown, HTML, Slack blocks. Pure: an `Answer` in, text out.

Each module stands alone and is imported where it is used, so that a face costs only what it needs.
"""
