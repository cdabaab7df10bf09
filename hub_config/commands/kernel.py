"""``learning-passport kernel``: fenced kernels for a Jupyter server of one's own."""

import click

from hub_config.commands.common import print_table


@click.group()
def kernel() -> None:
    """Fenced kernels in your own Jupyter: JupyterLab, nbconvert, Voilà.

    A lab's lessons need nothing of this; they have such kernels anyway.
    """


@kernel.command()
@click.option("--user", is_flag=True, help="In this user's own Jupyter folder.")
@click.option(
    "--prefix",
    metavar="DIR",
    help="Below DIR, in share/jupyter/kernels. Without it, in this environment.",
)
@click.option("--name", default="fenced", show_default=True, help="What notebooks call it.")
@click.option(
    "--display-name",
    default="Python 3 (fenced)",
    show_default=True,
    help="What people read in the launcher.",
)
@click.option(
    "--set",
    "said",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of its kernels, as `kernel options` lists them; may be said again.",
)
def install(
    user: bool, prefix: str | None, name: str, display_name: str, said: tuple[str, ...]
) -> None:
    """Write a kernelspec whose kernels are fenced.

    The Jupyter server has to run in an environment in which this program is installed. `jupyter
    kernelspec list` shows what is there, `jupyter kernelspec remove` takes it away.

    \b
    For notebooks whose cells take their time:
      learning-passport kernel install --set longest_run=600 --set memory=2000000000
    """
    from grading.kernels import kernelspec, probe

    if user and prefix:
        raise click.UsageError("Say --user or --prefix, not both.")
    options = kernelspec.read_options(list(said))
    try:
        made = kernelspec.install(name, display_name, options, user, prefix)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Written: {made}")
    for problem in probe().problems:
        click.echo(f"No such kernel starts on this machine yet. {problem}", err=True)


@kernel.command()
def options() -> None:
    """List what can be chosen for fenced kernels, with what holds when nothing is said."""
    from grading.kernels.options import KernelOptions

    traits = sorted(KernelOptions.class_traits(config=True).items())
    print_table(
        ["option", "default", ""],
        [[name, trait.default_value_repr(), trait.help] for name, trait in traits],
    )
