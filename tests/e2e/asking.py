"""A course that asks one question: in lessons, and in an assignment."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

RUN = "import lp_widgets\n\nlp_widgets.runner()"


def write_course(
    folder: Path,
    question: str,
    source: str,
    lessons: list[str],
    assignment: str,
    files: dict[str, str] | None = None,
) -> Path:
    """Write the course ``folder``; the question is worth 10 points. A lesson ``live`` runs code."""
    told = {"grade": True, "solution": False, "locked": True, "task": False, "points": 10}
    told |= {"grade_id": question, "schema_version": 3, "cell_type": "code"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    places = {f"{name}/{name}": {} for name in lessons}
    places[f"source/{assignment}/{assignment}"] = {"nbgrader": told}
    for path, own in places.items():
        file = folder / f"{path}.ipynb"
        file.parent.mkdir(parents=True)
        for name, text in (files or {}).items():
            (file.parent / name).write_text(text)
        cells = [new_code_cell(source, id=f"ask-{question}", metadata=own)]
        if path.startswith("live/"):
            cells.insert(0, new_code_cell(RUN, id="run"))
        about = {"learning_passport": {"title": "Asking", "minutes": 5}, "kernelspec": kernel}
        nbformat.write(new_notebook(cells=cells, metadata=about), file)
    listed = ", ".join(f'"{name}"' for name in lessons)
    lists = f'lessons = [{listed}]\nassignments = ["{assignment}"]\n'
    (folder / "course.toml").write_text(f'title = "Asking"\n{lists}')
    return folder
