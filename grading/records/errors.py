"""The error of the record: the disk or the database does not do its part."""


class DatabaseTrouble(Exception):
    """The database cannot take or give data; the message says what a teacher can do."""
