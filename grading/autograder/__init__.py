"""Grading, by nbgrader's own preprocessors and gradebook, with execution inside the fence."""
