"""What the lessons of a course teach, and whether a learner can reach it in their order."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lp_widgets.lesson.course import Course
from lp_widgets.lesson.model import About

Said = tuple[Path, str, str]
"""File, problem, remedy."""


def out_of_reach(course: Course, lessons: Mapping[Path, About]) -> Iterator[Said]:
    """Yield what keeps a competency of ``course`` from being reached; ``lessons`` in its order.

    A competency is unreachable when no lesson teaches it, and a lesson is when it needs one that
    no lesson before it teaches.
    """
    taught: set[str] = set()
    for file, told in lessons.items():
        for name in (*told.teaches, *told.needs):
            if name not in course.competencies:
                yield (
                    file,
                    f"The competency “{name}” is not one of this course's",
                    f'Add  {name} = "…"  below [competencies] in course.toml, or correct the name',
                )
        for name in told.needs:
            if name in course.competencies and name not in taught:
                yield (
                    file,
                    f"It needs the competency “{name}”, which no lesson before it teaches",
                    "Move it behind a lesson that teaches it, or leave the need out",
                )
        taught.update(told.teaches)
    for name in course.competencies:
        if name not in taught:
            yield (
                course.folder / "course.toml",
                f"No lesson teaches the competency “{name}”: nobody can reach it",
                f'Add  "teaches": ["{name}"]  to the lesson that does, or leave it out',
            )
