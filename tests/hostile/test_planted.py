"""What lies about before a kernel starts: start-up files, modules that pose as others, secrets."""

import os

import pytest

from grading.kernels import FencedKernelManager
from grading.kernels.provisioner import FencedProvisioner
from tests.hostile.kernels import MODES

SECRET = "canary-token-91ab"
_MARK = "import os; os.environ['PLANTED'] = 'yes'\n"


class _PlantingProvisioner(FencedProvisioner):
    """Puts files into the work folder before the kernel starts, as a copied folder would."""

    async def launch_kernel(self, cmd, **kwargs):
        startup = self.kernel_folder.work / ".ipython/profile_default/startup"
        startup.mkdir(parents=True)
        (startup / "00.py").write_text(_MARK)
        (self.kernel_folder.work / "sitecustomize.py").write_text(_MARK)
        (self.kernel_folder.work / "ipython_kernel_config.py").write_text(_MARK)
        return await super().launch_kernel(cmd, **kwargs)


class _PlantingManager(FencedKernelManager):
    provisioner_class = _PlantingProvisioner


def test_planted_start_up_files_do_not_run(kernels):
    kernel = kernels.fresh(manager_class=_PlantingManager)

    said = kernel.run("import os; print(os.environ.get('PLANTED'))")

    kernel.stop()
    assert said == "None"


def test_they_run_where_the_profile_is_not_fresh(kernels):
    kernel = kernels.fresh(manager_class=_PlantingManager, without=frozenset({"startup"}))

    said = kernel.run("import os; print(os.environ.get('PLANTED'))")

    kernel.stop()
    assert said == "yes"


_SEARCH = """
import os
found = [name for name, value in os.environ.items() if "canary-token" in value]
needle = b"canary-" + b"token-91ab"
try:
    with open("/proc/self/environ", "rb") as started_with:
        found += ["environ"] if needle in started_with.read() else []
except PermissionError:
    pass  # a process that nobody may look into cannot look there itself, unless it is root's
print(found)
"""


@pytest.mark.parametrize("mode", MODES)
def test_no_secret_of_the_service_reaches_the_environment(kernels, monkeypatch, mode):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", SECRET)
    kernel = kernels.fresh(mode, env={**os.environ, "LANG": "ar"})

    said = kernel.run(_SEARCH)
    names = kernel.run("import os; print(sorted(os.environ))")
    language = kernel.run("print(os.environ['LANG'])")

    kernel.stop()
    assert said == "[]"
    assert "JUPYTERHUB" not in names
    assert language == "ar"


def test_the_secret_is_there_when_the_environment_is_passed_on(kernels, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", SECRET)
    kernel = kernels.fresh(without=frozenset({"environment", "undumpable"}), env=dict(os.environ))

    said = kernel.run(_SEARCH)

    kernel.stop()
    assert said == "['JUPYTERHUB_API_TOKEN', 'environ']"
