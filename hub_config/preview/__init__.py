"""A learner's view of lessons for their author: no hub, no database, this computer alone."""
