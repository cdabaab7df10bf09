"""Sealed checks: an author's test runs in a process of its own, apart from what it tests."""
