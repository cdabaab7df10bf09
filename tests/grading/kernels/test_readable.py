"""What may be read is listed child by child where something hidden lies among it."""

import sys
from pathlib import Path

from grading.kernels import readable
from grading.kernels.landlock import READ, READ_DIR


def _rights(rules, path):
    """Return the rights that ``rules`` give to ``path``, as Landlock adds them up."""
    rights = 0
    for allowed, given in rules:
        if path.is_relative_to(allowed):
            rights |= given
    return rights


def test_a_hidden_folder_is_left_out_and_its_neighbours_are_not(tmp_path):
    (tmp_path / "package/share").mkdir(parents=True)
    (tmp_path / "package/code").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "module.py").touch()

    rules = readable.rules(hidden=[tmp_path / "package/share"], also=[tmp_path])

    assert _rights(rules, tmp_path / "package/share") == READ_DIR
    assert _rights(rules, tmp_path / "package/code") == READ
    assert _rights(rules, tmp_path / "other") == READ
    assert _rights(rules, tmp_path / "module.py") == READ


def test_a_link_to_something_hidden_gives_no_right_to_it(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "shut").mkdir()
    (tmp_path / "open/link").symlink_to(tmp_path / "shut")
    (tmp_path / "open/hidden").mkdir()

    rules = readable.rules(
        hidden=[tmp_path / "shut", tmp_path / "open/hidden"], also=[tmp_path / "open"]
    )

    assert _rights(rules, tmp_path / "shut") == 0


def test_a_hidden_folder_that_is_a_link_is_followed(tmp_path):
    (tmp_path / "package/keys").mkdir(parents=True)
    (tmp_path / "alias").symlink_to(tmp_path / "package/keys")

    rules = readable.rules(hidden=[tmp_path / "alias"], also=[tmp_path / "package"])

    assert _rights(rules, tmp_path / "package/keys") == READ_DIR


def test_nothing_of_ours_but_the_widgets_is_readable():
    rules = readable.rules()
    root = Path(readable.__file__).resolve().parents[2]

    for name in ("grading", "hub_config", "notebooks", "translations", "lp_widgets/share"):
        assert not _rights(rules, root / name / "file") & READ & ~READ_DIR, name
    assert _rights(rules, root / "lp_widgets/resources.py") == READ
    assert _rights(rules, Path.home() / ".bashrc") == 0
    assert _rights(rules, Path(sys.executable).parent / "activate") in (0, READ)
