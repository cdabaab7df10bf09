"""The one error of this package: a lesson that its author has to mend."""

from pathlib import Path


class LessonError(ValueError):
    """Names the file, the cell, what is wrong and what to do about it."""

    def __init__(self, file: Path, problem: str, remedy: str, cell: str = "") -> None:
        self.file, self.cell = file, cell
        self.problem, self.remedy = problem.rstrip("."), remedy.rstrip(".")
        where = f"{file}, cell “{cell}”" if cell else str(file)
        super().__init__(f"{where}: {self.problem}. {self.remedy}.")
