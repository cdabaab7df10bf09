"""One writer: the command line asks the running lab to act, or acts itself when none runs."""
