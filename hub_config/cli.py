"""``learning-passport``: the lab, its roster, its courses and its record from the shell."""

import gc
import sys
from importlib import import_module

import click

from hub_config.commands.common import in_words

# What a command loads is no garbage: looked through every 700 objects, as Python does by itself, it
# would cost a fifth of the time that loading takes.
_COLLECT_EVERY = 50_000

_GROUPS = ("lab", "roster", "course", "assignment", "record", "lesson", "plugins", "kernel")


def _ours() -> tuple[type[Exception], ...]:
    """Return the errors that are sentences; asked for when there is one, for they bring Voilà."""
    from grading.autograder.errors import GradingError
    from grading.kernels.errors import KernelError
    from grading.records.errors import DatabaseTrouble
    from grading.roster.errors import RosterError
    from hub_config.control.errors import OperationError
    from lp_widgets.lesson.errors import LessonError

    return LessonError, OperationError, RosterError, DatabaseTrouble, GradingError, KernelError


class _Commands(click.Group):
    """The root group: loads a sub-command's libraries when it is asked for.

    What a person can mend is said in a sentence, with exit status 1.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the groups in the order in which a teacher meets them."""
        return list(_GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the group ``cmd_name`` from ``hub_config.commands``."""
        if cmd_name not in _GROUPS:
            return None
        module = import_module(f"hub_config.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn our own errors into a message."""
        gc.set_threshold(_COLLECT_EVERY)
        try:
            return super().invoke(ctx)
        except _ours() as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            sentence = in_words(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="learning-passport")
def main() -> None:
    """A school for a class without internet, on one laptop.

    \b
    A first morning:
      learning-passport lab start                  starts the lab and prints its address
      learning-passport roster import roster.csv   makes a name for every child
      learning-passport roster cards -o cards.pdf  prints the cards that they sign in with

    Everything is kept in one folder; --data names another one than the usual.
    """


if __name__ == "__main__":
    sys.exit(main())
