"""When a flashcard comes back to a learner: what she said of it, reckoned by FSRS-6.

Only where each card stands is kept, not what was said when. A rating is no mark.
"""

from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from grading.records.tables import review

# The page itself shows a card again within a visit, so FSRS has no steps of minutes to plan.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def keep(
    connection: Connection,
    account: str,
    course: str,
    lesson: str,
    widget: str,
    card: int,
    rating: int,
    at: datetime,
) -> datetime:
    """Note the ``rating`` (1 again, 2 hard, 3 good, 4 easy) of a card; return when it is due.

    ``card`` is its place in the widget, from 0. A card to see «again» is due at once.
    """
    place = {
        "account": account, "course": course, "lesson": lesson, "widget": widget, "card": card,
    }  # fmt: skip
    kept = connection.execute(select(review.c.state).filter_by(**place)).scalar_one_or_none()
    before = Card.from_json(kept) if kept else Card(card_id=card)
    after, _ = _SCHEDULER.review_card(before, Rating(rating), at)
    due = at if rating == Rating.Again else after.due
    told = {"state": after.to_json(), "due": due.astimezone(UTC).isoformat()}
    written = insert(review).values(**place, **told)
    connection.execute(written.on_conflict_do_update(index_elements=list(place), set_=told))
    return due


def waits(
    connection: Connection, account: str, course: str, lesson: str, at: datetime
) -> dict[str, dict[int, int]]:
    """Return by widget and card how many seconds a card has still to wait; those alone that wait.

    Seconds, because a phone's own clock may be years away.
    """
    rows = connection.execute(
        select(review.c.widget, review.c.card, review.c.due).where(
            review.c.account == account, review.c.course == course, review.c.lesson == lesson
        )
    )
    found: dict[str, dict[int, int]] = {}
    for widget, card, due in rows:
        left = int((datetime.fromisoformat(due) - at).total_seconds())
        if left > 0:
            found.setdefault(widget, {})[card] = left
    return found
