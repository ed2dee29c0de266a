"""When articles were published, where they say so: the same words a month later are another event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Article
from summarizer.stories.neighbours import Pairs

# Reports of one event mostly come within three days, follow-ups within two weeks. None of the labelled corpora spans
# more than two days, so this is judgement, and gentle: at a week apart half of the likeness is left, at a month 1 %.
WINDOW: Final = 3.0  # days within which the time between two articles says nothing
HALF_LIFE: Final = 4.0  # days

_DAY: Final = 86_400.0


def published_at(article: Article) -> datetime | None:
    """Return when `article` was published, in UTC, or None where it does not say, or says nonsense."""
    try:
        at = datetime.fromisoformat(article.published or "")
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def days_of(articles: Sequence[Article]) -> NDArray[np.float64]:
    """Return for each article its day and the fraction of it, NaN where it does not say."""
    times = (published_at(article) for article in articles)
    return np.array([np.nan if at is None else at.timestamp() / _DAY for at in times])


def fade(pairs: Pairs, days: NDArray[np.float64]) -> Pairs:
    """Return `pairs` with less likeness between articles that lie far apart; a missing date changes nothing."""
    apart = np.abs(days[pairs.first] - days[pairs.second])
    beyond = np.nan_to_num(np.maximum(apart - WINDOW, 0.0))
    return pairs._replace(cosines=pairs.cosines * np.power(0.5, beyond / HALF_LIFE).astype(np.float32))
