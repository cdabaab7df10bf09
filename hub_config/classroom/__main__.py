"""Start the classroom service; JupyterHub runs ``python -m hub_config.classroom``."""

from hub_config.classroom.identity import take_hub_environment

if __name__ == "__main__":
    told = take_hub_environment()  # before anything that might start a process is imported

    from hub_config.classroom.app import Classroom

    Classroom.told_by_hub = told
    Classroom.launch_instance(argv=[])
