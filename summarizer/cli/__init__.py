"""The command line: a thin face. Arguments in, a result on stdout, progress and errors on stderr.

Nothing heavy is imported before a command runs, so that `summarizer --help` answers at once.
"""

from summarizer.cli.app import main

__all__ = ["main"]
