"""What a marker itself says to a learner: msgids of the domain ``interface-questions``.

Whole sentences, as translators need them. No gender and no counted noun is asked of a language;
places such as ``{number}`` are filled with ``Mark.values``, written for the locale already.
"""

NOTHING_WRITTEN = "Nothing is written here yet. This did not count as a try."
NOTHING_CHOSEN = "Nothing is chosen yet. This did not count as a try."
NOTHING_MOVED = "Nothing is put in order yet. This did not count as a try."
NO_PROGRAM = "There is no program here yet. This did not count as a try."
TOO_LONG = "This is too long to be read. A shorter answer will do. This did not count as a try."
WRONG_SHAPE = (
    "This answer did not arrive whole. Please load the page again and answer once more."
    " This did not count as a try."
)
NOT_OFFERED = (
    "This choice is not part of the question. Please load the page again and choose once more."
    " This did not count as a try."
)
NOT_EACH_ONCE = (
    "Each line must stand there once. Please load the page again and put them in order."
    " This did not count as a try."
)
NUMBER_WANTED = (
    "A number belongs here, like {decimal}, {fraction} or {mixed}. This did not count as a try."
)
NUMBER_MEANT = (
    "This can be read in more than one way. If {number} is meant, please write it like that."
    " This did not count as a try."
)
NUMBER_EITHER = (
    "This could be {one} or {other}. Please write it in one of these two ways."
    " This did not count as a try."
)
ZERO_BELOW = (
    "Nothing can be cut into {zero} parts: another number belongs below the line."
    " This did not count as a try."
)
UNIT_MISSING = (
    "The number {number} can be read. Which unit belongs to it, for example {unit}?"
    " This did not count as a try."
)
UNIT_UNKNOWN = (
    "The number {number} can be read, but “{rest}” is not a unit that is known here."
    " This one is: {unit}. This did not count as a try."
)
NUMBER_ALONE = (
    "The number {number} can be read, but not “{rest}”. The number alone is enough."
    " This did not count as a try."
)
TWO_ALPHABETS = (
    "One word here has letters of two alphabets that look alike. Please write it again with one"
    " keyboard. This did not count as a try."
)
LOOKS_ALIKE = "This looks right, but its letters belong to another alphabet. Which keyboard is on?"
SPELLED = "It is written like this: {word}."
READ_AS = "This was read as {number}."
FORM_INTEGER = "The value is right. A whole number is asked for."
FORM_DECIMAL = "The value is right. A decimal number is asked for."
FORM_FRACTION = "The value is right. A fraction is asked for."
FORM_LOWEST = "The value is right. The fraction can be written with smaller numbers."
FORM_PLACES = (
    "The value is right. The number of digits after the decimal sign is not the one asked for."
)
FORM_FIGURES = "The value is right. The number of significant figures is not the one asked for."
SOME_MISSING = "What is chosen is right. Something is still missing."
SOME_TOO_MUCH = "The right ones are among them. Something is too much."
SOME_OF_BOTH = "Some of it is right. Something is missing, and something is too much."
NO_TRY_LEFT = "There is no try left here. This answer is kept, and the ones before it count."
ORDER_BEGUN = "Some of it stands in the right order already. What could move?"

ALL = tuple(sorted(value for name, value in vars().items() if name.isupper()))
"""Every sentence above, for translators and for the test that holds the catalogs to them."""
