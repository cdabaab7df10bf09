"""A learner's own folder as JupyterLab sees it: as much in it as she may keep, and no more."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError
from traitlets import Integer

from grading.kernels import folders


class OwnFolder(AsyncLargeFileManager):
    """Jupyter's files, which takes nothing more in when the folder is full; removing goes on."""

    most_bytes = Integer(config=True, help="Bytes of files that a learner may keep.")
    most_files = Integer(config=True, help="Number of files and folders that she may keep.")

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Save as Jupyter does; refuses what does not fit (413)."""
        await self._need_room(len(model.get("content") or ""))
        return await super().save(model, path)

    async def copy(self, from_path: str, to_path: str | None = None) -> Any:
        """Copy as Jupyter does; refuses a folder that does not fit (413)."""
        size, _ = await asyncio.to_thread(folders.usage, self._place(from_path), self.most_files)
        await self._need_room(size)
        return await super().copy(from_path, to_path)

    def _place(self, path: str) -> Path:
        return Path(self._get_os_path(path))

    async def _need_room(self, size: int) -> None:
        # Beside what is saved Jupyter keeps a copy to go back to.
        own = Path(self.root_dir)
        used, count = await asyncio.to_thread(folders.usage, own, self.most_files)
        if used + 2 * size > self.most_bytes or count >= self.most_files:
            raise HTTPError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"There is no room for this: {used >> 20} of {self.most_bytes >> 20} MB are used, "
                f"by {count} of {self.most_files} files and folders. Delete what you do not need.",
            )
