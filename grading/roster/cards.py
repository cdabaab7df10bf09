"""Sign-in cards: who gets one, and the new secrets that stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from grading.roster import classes, people
from grading.roster.errors import refusal
from grading.roster.secrets import Hasher, Sealed


@dataclass(frozen=True)
class Card:
    """What one learner's card says. ``sealed`` is in clear here and nowhere else."""

    account: str
    name: str
    ordinal: int
    locale: str
    picture: str
    class_name: str
    class_code: str
    sealed: Sealed = field(repr=False)

    @property
    def pin(self) -> str:
        """The four digits."""
        return self.sealed.pin

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the three pictures, in order."""
        return self.sealed.pictures


def from_dict(value: dict[str, Any]) -> Card:
    """Return the card whose ``dataclasses.asdict`` is ``value`` (JSON has no tuples)."""
    sealed = dict(value["sealed"])
    sealed["pictures"] = tuple(sealed["pictures"])
    return Card(**{**value, "sealed": Sealed(**sealed)})


def draw(
    connection: Connection,
    hasher: Hasher,
    class_name: str | None = None,
    accounts: Iterable[str] | None = None,
) -> list[Card]:
    """Draw new secrets for the active learners of the roster, of a class, or for ``accounts``.

    Nothing is stored, so this slow part (about 60 ms a card) needs no write transaction. Print
    what it returns, then ``keep`` it. Raises RosterError when there is nobody to print for.
    """
    learners = [one for one in people.list_(connection, class_name, active=True) if one.class_id]
    if accounts is not None:
        wanted = set(accounts)
        for account in wanted.difference(one.account for one in learners):
            people.require(connection, account)
            raise refusal(f"{account} is not an active learner, so there is no card to print.")
        learners = [one for one in learners if one.account in wanted]
    if not learners:
        raise refusal("There are no active learners to print cards for. Import a roster first.")
    codes = {entry.id: entry.code for entry in classes.list_(connection)}
    drawn = hasher.draw_all([one.account for one in learners])
    return [
        Card(
            account=one.account,
            name=one.name,
            ordinal=one.ordinal,
            locale=one.locale,
            picture=one.picture,
            class_name=one.class_name or "",
            class_code=codes[one.class_id or ""],
            sealed=sealed,
        )
        for one, sealed in zip(learners, drawn, strict=True)
    ]


def keep(connection: Connection, cards: Iterable[Card]) -> None:
    """Make the secrets on ``cards`` the ones that count; older cards and open sessions end.

    Raises RosterError when a learner was erased since; then nothing is kept.
    """
    for card in cards:
        if not people.seal(connection, card.sealed):
            raise refusal(
                f"{card.name} of {card.class_name} was erased while the cards were made. "
                "Print them again; the cards from before stay valid."
            )


def issue(
    connection: Connection,
    hasher: Hasher,
    class_name: str | None = None,
    accounts: Iterable[str] | None = None,
) -> list[Card]:
    """Draw and keep in one transaction, where no lesson is waiting for the database."""
    cards = draw(connection, hasher, class_name, accounts)
    keep(connection, cards)
    return cards
