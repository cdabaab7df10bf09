"""A lesson's life: read and check the notebook, localize it, build it, render it."""

from lp_widgets.lesson.assignment import read_assignment
from lp_widgets.lesson.build import build
from lp_widgets.lesson.built import BuiltLesson, load, store
from lp_widgets.lesson.catalogs import extract
from lp_widgets.lesson.course import Course, read_course
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.localize import localize
from lp_widgets.lesson.model import Lesson
from lp_widgets.lesson.page import TEMPLATE_NAME, template_paths
from lp_widgets.lesson.read import read
from lp_widgets.lesson.rendering import Rendering

__all__ = [
    "TEMPLATE_NAME",
    "BuiltLesson",
    "Course",
    "Lesson",
    "LessonError",
    "Rendering",
    "build",
    "extract",
    "load",
    "localize",
    "read",
    "read_assignment",
    "read_course",
    "store",
    "template_paths",
]
