"""The classroom: one hub-managed Voilà service for all learners of a lab."""
