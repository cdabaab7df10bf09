"""JupyterLab as a learner gets it, in her sandbox: her notebooks, fenced kernels, nothing else.

The server reads it at its start. A learner can change none of it: settings of JupyterLab that she
may change lie in her folder and are data alone.
"""

from importlib.resources import files
from typing import Any

from grading.kernels.kernelspec import PROVISIONER
from hub_config.servers import limits, sandbox
from hub_config.servers.contents import OwnFolder

# The server executes this file with ``get_config`` in its names.
c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.jpserver_extensions = {
    "jupyterlab": True,
    "nbgrader.server_extensions.assignment_list": True,
    "nbgrader.server_extensions.validate_assignment": True,
    # Commands of her own, other people's work, and pages that run a notebook for whoever looks.
    "jupyter_server_terminals": False,
    "jupyter_lsp": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
    "notebook": False,
    "notebook_shim": False,
    "voila.server_extension": False,
}
c.ServerApp.root_dir = str(sandbox.HOME)
c.ServerApp.terminals_enabled = False
c.ServerApp.log_level = "ERROR"  # a warning would name the files of whom it is about
c.ServerApp.contents_manager_class = OwnFolder
c.ServerApp.max_body_size = c.ServerApp.max_buffer_size = limits.LARGEST_UPLOAD
c.ServerApp.shutdown_no_activity_timeout = limits.IDLE_SERVER
c.ServerApp.allow_unauthenticated_access = False
c.HubOAuth.cache_max_age = 20  # seconds after which a sign-out or a new card is known here
c.ServerApp.tornado_settings = {
    "headers": {
        # What is JupyterLab's own, and nothing of any other host.
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            "font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )
    }
}
c.OwnFolder.most_bytes = limits.MOST_BYTES
c.OwnFolder.most_files = limits.MOST_FILES
c.OwnFolder.delete_to_trash = False
c.OwnFolder.allow_hidden = False

c.KernelProvisionerFactory.default_provisioner_name = PROVISIONER
c.FencedProvisioner.beside_notebook = True
c.FencedProvisioner.disk = limits.KERNEL_DISK
c.MappingKernelManager.cull_idle_timeout = limits.IDLE_KERNEL
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_connected = True
c.KernelSpecManager.ensure_native_kernel = True
c.KernelSpecManager.allowed_kernelspecs = {"python3"}

# Of JupyterLab's pages and panels those that are a learner's. She can install and fetch nothing.
c.LabApp.app_settings_dir = str(files("hub_config.servers") / "settings")
c.LabApp.extension_manager = "readonly"
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.news_url = None
