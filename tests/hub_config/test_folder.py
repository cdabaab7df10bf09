"""The lab's folder: its owner's alone, and its secrets made once."""

import stat

from hub_config.lab.folder import Folder, write_durably


def test_nobody_else_can_look_into_a_new_lab(folder):
    for path in (folder.root, folder.secrets, folder.keys, folder.built, folder.run):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_folder_that_was_open_to_others_is_closed(tmp_path):
    root = tmp_path / "data"
    root.mkdir(mode=0o755)
    Folder(root).create()
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(folder):
    first = folder.secret("cookies")
    assert len(first) == 32
    assert folder.secret("cookies") == first
    assert folder.secret("other") != first
    assert stat.S_IMODE((folder.secrets / "cookies").stat().st_mode) == 0o600


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "state"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
