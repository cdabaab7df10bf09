"""``nbgrader list``, and what JupyterLab's Assignment List and Course List show."""

import hashlib
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from grading.exchange.exchange import Exchange, listed, notebooks


class ExchangeList(Exchange, abc.ExchangeList):
    """Lists what the class has released, or what was handed in to it."""

    patience = 3.0  # every page of nbgrader's interfaces lists, and somebody looks at it

    def init_src(self) -> None:
        """Ask the class."""
        asked = self.coursedir
        course = "" if asked.course_id == "*" else asked.course_id
        name = "" if asked.assignment_id == "*" else asked.assignment_id
        if self.inbound or self.cached:
            told = self._handed_in()
        else:
            told = [{**each, "assignment": each["name"]} for each in self.outbound["assignments"]]
        self.found = [
            each
            for each in told
            if course in ("", each["course"]) and name in ("", each["assignment"])
        ]

    def init_dest(self) -> None:
        """Nothing is written."""

    def copy_files(self) -> None:
        """Nothing is copied."""

    def list_files(self) -> list[dict[str, Any]]:
        """Return what there is, as nbgrader's interfaces expect it, and log it."""
        return self._say("Submitted assignments:", "Released assignments:", "")

    def remove_files(self) -> list[dict[str, Any]]:
        """Take released assignments back, if a teacher asks; what was handed in stays."""
        with self.explained():
            if self.inbound or self.cached:
                self.fail("What was handed in is kept: nobody can remove it.")
            for each in self.found:
                self.classroom.delete("assignments", each["course"], each["assignment"])
        return self._say("", "Removing released assignments:", "removed")

    def _say(self, submitted: str, released: str, status: str) -> list[dict[str, Any]]:
        if self.inbound or self.cached:
            self.log.info(submitted)
            groups = self._groups()
            for group in groups:
                for info in group["submissions"]:
                    self.log.info(_inbound(info))
            return groups
        self.log.info(released)
        found = [self._released(each, status) for each in self.found]
        found.sort(key=lambda info: (info["course_id"], info["assignment_id"]))
        for info in found:
            there = " (already downloaded)" if info["there"] else ""
            self.log.info("%s %s%s", info["course_id"], info["assignment_id"], there)
        return [{key: value for key, value in info.items() if key != "there"} for info in found]

    def _handed_in(self) -> list[dict[str, Any]]:
        """Return the own hand-ins; a teacher who lists inbound ones gets everybody's."""
        if not (self.inbound and self.outbound["teacher"]):
            return list(self.classroom.get("hand-ins"))
        found = []
        for each in self.outbound["assignments"]:
            place = {"course": each["course"], "assignment": each["name"]}
            told = self.classroom.get("hand-ins", **place, which="all")
            found += [{**one, **place} for one in told]
        return found

    def _released(self, told: dict[str, Any], status: str) -> dict[str, Any]:
        place = self.assignment_place(told["course"], told["assignment"])
        there = place.exists()
        names = (
            sorted(path.stem for path in place.glob("*.ipynb"))
            if there
            else notebooks(listed(told))
        )
        return {
            "course_id": told["course"],
            "assignment_id": told["assignment"],
            "status": status or ("fetched" if there else "released"),
            "path": str(place),
            "notebooks": [
                {"notebook_id": name, "path": str(place / f"{name}.ipynb")} for name in names
            ],
            "there": there,
        }

    def _groups(self) -> list[dict[str, Any]]:
        groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for told in self.found:
            key = (told["course"], told["account"], told["assignment"])
            groups.setdefault(key, []).append(self._submission(told))
        return [
            {
                "course_id": course,
                "student_id": account,
                "assignment_id": name,
                "status": "submitted",
                "submissions": groups[course, account, name],
            }
            for course, account, name in sorted(groups)
        ]

    def _submission(self, told: dict[str, Any]) -> dict[str, Any]:
        stamp = self.stamp(told["received"])
        place = self.assignment_place(told["course"], told["assignment"])
        folder = place / "feedback" / stamp
        found = [
            _notebook(name, folder, told["feedback"].get(f"{name}.html"))
            for name in notebooks(listed(told))
        ]
        local = bool(found) and all(each["has_local_feedback"] for each in found)
        return {
            "course_id": told["course"],
            "student_id": told["account"],
            "assignment_id": told["assignment"],
            "timestamp": stamp,
            "status": "submitted",
            "path": str(place),
            "notebooks": found,
            "has_local_feedback": local,
            "has_exchange_feedback": bool(found)
            and all(each["has_exchange_feedback"] for each in found),
            "feedback_updated": any(each["feedback_updated"] for each in found),
            "local_feedback_path": str(folder) if local else None,
        }


def _notebook(name: str, folder: Path, page: dict[str, Any] | None) -> dict[str, Any]:
    """Return what is known of one notebook's feedback, here and in the class."""
    local = folder / f"{name}.html"
    here = local.is_file()
    return {
        "notebook_id": name,
        "path": str(folder.parent.parent / f"{name}.ipynb"),
        "has_local_feedback": here,
        "has_exchange_feedback": page is not None,
        "local_feedback_path": str(local) if here else None,
        "feedback_updated": here
        and page is not None
        and hashlib.sha256(local.read_bytes()).hexdigest() != page["sha256"],
    }


def _inbound(info: dict[str, Any]) -> str:
    said = "{course_id} {student_id} {assignment_id} {timestamp}".format(**info)
    if info["has_local_feedback"] and not info["feedback_updated"]:
        return f"{said} (feedback already fetched)"
    if info["has_exchange_feedback"]:
        return f"{said} (feedback ready to be fetched)"
    return f"{said} (no feedback available)"
