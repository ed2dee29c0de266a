"""From what a caller gives (text, HTML, a URL) to articles with frozen text, cruft marked."""
