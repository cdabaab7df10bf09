"""A kernel gets copies of the files that its cells read, and nothing that they lead to."""

import os

import pytest

from grading.kernels import KernelError
from tests.hostile.kernels import MODES

_LOOK = """
import os
for top, folders, names in sorted(os.walk(".")):
    for name in sorted(names):
        if not top.startswith("./tmp"):
            print(os.path.join(top, name))
"""


@pytest.fixture
def beside(tmp_path):
    folder = tmp_path / "work"
    (folder / "data").mkdir(parents=True)
    (folder / "helper.py").write_text("def double(n):\n    return 2 * n\n")
    (folder / "json.py").write_text("raise ImportError('not the true one')")
    (folder / "rain.csv").write_text("day,mm\n1,3\n")
    (folder / "data" / "stars.txt").write_text("Vega")
    (folder / "data" / "old.ipynb").write_text("{}")
    (folder / "task.ipynb").write_text("{}")
    (tmp_path / "secret").write_text("canary")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "home").symlink_to(tmp_path)
    os.mkfifo(folder / "fifo")
    return folder


@pytest.mark.parametrize("mode", MODES)
def test_a_kernel_finds_its_files_and_may_change_them(kernels, beside, mode):
    kernel = kernels.fresh(mode, materials=str(beside))

    assert kernel.run(_LOOK).split() == [
        *("./helper.py", "./json.py", "./rain.csv", "./data/stars.txt")
    ]
    assert kernel.run("open('rain.csv', 'a').write('2,0'); print(open('rain.csv').read()[-3:])")
    assert kernel.run("print('day' in open('rain.csv').read())") == "True"
    kernel.stop()
    assert (beside / "rain.csv").read_text() == "day,mm\n1,3\n"


def test_a_module_among_the_files_is_found_and_hides_no_other(kernels, beside):
    kernel = kernels.fresh(materials=str(beside))

    assert kernel.run("import helper, json\nprint(helper.double(4), json.dumps(1))") == "8 1"
    kernel.stop()


@pytest.mark.parametrize("limit", [{"disk": 1 << 20}, {"files": 40}])
def test_too_many_files_are_refused_by_the_name_of_their_folder(kernels, beside, limit):
    (beside / "big").write_bytes(bytes(2 << 20))
    for number in range(50):
        (beside / f"one-{number}").touch()

    with pytest.raises(KernelError, match=str(beside)):
        kernels.fresh(materials=str(beside), **limit)

    assert not list(kernels.folder.iterdir())
