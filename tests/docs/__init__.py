"""The documents say what the program does: commands are run, links followed, tables compared."""
