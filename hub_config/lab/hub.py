"""JupyterHub, started by way of this package: ``python -m hub_config.lab.hub --config FILE``.

It is JupyterHub's own program, ready two seconds sooner (see ``grading``).
"""

from jupyterhub.app import main

if __name__ == "__main__":
    main()
