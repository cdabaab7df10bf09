"""What a lab's keeper sees: how the machine does, and nothing of anybody."""

from tornado.web import authenticated

from hub_config.classroom.identity import KEEPERS, TEACHERS
from hub_config.classroom.work import TeachersHandler
from hub_config.lab import doctor


class Machine(TeachersHandler):
    """``GET machine``: what `lab doctor` finds and how many programs run, for the lab's keeper."""

    noted = False
    open_to = (KEEPERS, TEACHERS)

    @authenticated
    async def get(self) -> None:
        """Send the page."""
        self.admit()
        port = int(self.request.host.rpartition(":")[2]) if ":" in self.request.host else 80
        found = await self.classroom.in_thread(doctor.examine, self.classroom.folder, port)
        kernels = self.classroom.kernel_manager
        self.render(
            "machine.html",
            findings=found,
            running=len(kernels.owners),
            most=kernels.most,
            waiting=len(kernels.turns),
        )
