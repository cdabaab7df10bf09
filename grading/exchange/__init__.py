"""nbgrader's exchange over the classroom's HTTP API; files that come and go through it."""
