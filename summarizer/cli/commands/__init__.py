"""What can be typed: one module per command, with its options and its help. The work is imported when it runs."""
