"""Which variant of a question a learner has: always the same, and nobody can guess another's."""

import hashlib
import hmac

from grading.roster import secrets
from hub_config.lab.folder import Folder
from lp_widgets.lesson import BuiltLesson, variants


class Seeds:
    """Draws seeds with a secret of the lab, which its backup holds: the pepper."""

    def __init__(self, folder: Folder) -> None:
        self._secret = hmac.digest(secrets.pepper(folder.root), b"variants", hashlib.sha256)

    def of(self, account: str, built: BuiltLesson, question: str) -> str | None:
        """Return the seed of ``account`` at a question; None where the question does not vary."""
        if not variants.varies(built, question):
            return None
        place = "/".join([account, built.course, built.id, question])
        return hmac.digest(self._secret, place.encode(), hashlib.sha256).hex()[:32]
