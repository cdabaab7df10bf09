"""One folder for a USB stick: every wheel that a lab needs, checksums, and an installer.

``python -m hub_config.bundle FOLDER``, from a checkout with internet. What it writes installs and
starts on a machine of the same kind without any network.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click

_CHECKOUT = Path(__file__).resolve().parent.parent
_INSTALLER = Path(__file__).with_name("install.sh")
# Python's own compiled copies of the modules, and pip itself, come on top of what wheels hold.
_ROOM = 1.5
_READ_ME = """\
Learning Passport @RELEASE@, for Python @VERSION@ on @MACHINE@.

1. Copy this folder to the laptop, or leave it on the stick.
2. In a terminal, in this folder:   sh install.sh
3. Then:                            ~/learning-passport/bin/learning-passport lab start

An independent free project in the spirit of UNICEF's Learning Passport; not affiliated with or
endorsed by UNICEF or Microsoft.
"""


def write(folder: Path) -> int:
    """Write the bundle into ``folder``, which is made anew; return its size in bytes.

    A folder that was half written is never mistaken for a bundle: it has another name until it
    is whole.
    """
    if folder.exists() and not (folder / "SHA256SUMS").exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} holds other files. Name an empty folder.")
    fresh = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    wheels = fresh / "wheels"
    wheels.mkdir(parents=True)
    _fetch(wheels)
    files = sorted(wheels.iterdir())
    facts = {
        "VERSION": f"{sys.version_info.major}.{sys.version_info.minor}",
        "MACHINE": platform.machine(),
        "MEGABYTES": str(round(_ROOM * sum(map(_unpacked, files)) / 1e6)),
        "RELEASE": next(wheels.glob("learning_passport-*")).name.split("-")[1],
    }
    (fresh / "requirements.txt").write_text("".join(map(_requirement, files)))
    (fresh / "install.sh").write_text(_filled(_INSTALLER.read_text(), facts))
    (fresh / "README.txt").write_text(_filled(_READ_ME, facts))
    files = sorted(path for path in fresh.rglob("*") if path.is_file())
    sums = [f"{_digest(path)}  {path.relative_to(fresh)}\n" for path in files]
    (fresh / "SHA256SUMS").write_text("".join(sums))
    size = sum(path.stat().st_size for path in files)
    if folder.exists():
        shutil.rmtree(folder)
    fresh.rename(folder)
    return size


def _fetch(wheels: Path) -> None:
    """Have pip put our wheel and all that it depends on into ``wheels``."""
    command = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run([*command, "--wheel-dir", str(wheels), str(_CHECKOUT)], check=False)
    if done.returncode:
        raise click.ClickException("The wheels could not be fetched; pip says why above.")


def _unpacked(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        return sum(each.file_size for each in archive.infolist())


def _requirement(wheel: Path) -> str:
    """Return the line that lets pip install this very file and no other (PEP 427 names it)."""
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{_digest(wheel)}\n"


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Write everything that a lab needs into FOLDER, for a machine without internet."""
    size = write(folder.resolve())
    click.echo(f"{folder} holds {size / 1e6:.0f} MB. Copy it to a USB stick; README.txt says how.")


if __name__ == "__main__":
    main()
