"""Quality tables and benchmarks: each module is a command, `python -m evals` runs them all."""
