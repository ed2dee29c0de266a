"""The digest: feeds to stories to briefs to readers, once a day, with memory of what they were told.

async with open_desk(settings) as desk:
    outcome = await run_digest(desk, Order("world", ("feeds.opml",)), now=datetime.now().astimezone())
"""

from summarizer.digest.delivery import Delivered, Door
from summarizer.digest.order import Desk, Order, open_desk
from summarizer.digest.run import Outcome, run_digest

__all__ = ["Delivered", "Desk", "Door", "Order", "Outcome", "open_desk", "run_digest"]
