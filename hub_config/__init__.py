"""What runs: the one-laptop lab, the classroom service and the command line."""
