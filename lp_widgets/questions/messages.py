"""What a marker itself says to a learner: msgids of the domain ``interface-questions``.

Whole sentences, as translators need them. No gender and no counted noun is asked of a language;
places such as ``{number}`` are filled with ``Mark.values``, written for the locale already.
"""

NOTHING_WRITTEN = "Nothing is written here yet. This did not count as a try."
NOTHING_CHOSEN = "Nothing is chosen yet. This did not count as a try."
NOTHING_MOVED = "Nothing is put in order yet. This did not count as a try."
NO_POINT = "No point is placed yet. This did not count as a try."
POINTS_MISSING = "This question needs more than one point. This did not count as a try."
NOTHING_COLOURED = "Nothing is coloured yet. This did not count as a try."
NOTHING_BUILT = "No line is in the program yet. This did not count as a try."
NOTHING_PLACED = "Nothing is placed yet. This did not count as a try."
NOTHING_DRAWN = "Nothing is drawn yet. This did not count as a try."
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
GAP_NUMBER = (
    "A number belongs in gap {gap}, like {decimal} or {fraction}. This did not count as a try."
)
GAP_MEANT = (
    "Gap {gap} can be read in more than one way. If {number} is meant, please write it like that."
    " This did not count as a try."
)
GAP_EITHER = (
    "What stands in gap {gap} could be {one} or {other}. Please write it in one of these two ways."
    " This did not count as a try."
)
GAP_ALONE = (
    "In gap {gap} the number {number} can be read, but not “{rest}”. The number alone is enough."
    " This did not count as a try."
)
GAP_ALPHABETS = (
    "A word in gap {gap} has letters of two alphabets that look alike. Please write it again with"
    " one keyboard. This did not count as a try."
)
GAP_UNREAD = (
    "What stands in gap {gap} cannot be read like this. Please write it in another way."
    " This did not count as a try."
)
TWO_ALPHABETS = (
    "One word here has letters of two alphabets that look alike. Please write it again with one"
    " keyboard. This did not count as a try."
)
LOOKS_ALIKE = "This looks right, but its letters belong to another alphabet. Which keyboard is on?"
SPELLED = "It is written like this: {word}."
READ_AS = "This was read as {number}."
FORMULA_WANTED = "A formula belongs here, like {formula}. This did not count as a try."
FORMULA_SIGN = (
    "A sign is missing between “{left}” and “{right}”, such as · or ^. This did not count as a try."
)
FORMULA_CALL = "Brackets belong here, like {formula}. This did not count as a try."
FORMULA_BRACKET = (
    "A bracket is without its partner. Each ( needs a ) further on. This did not count as a try."
)
FORMULA_UNFINISHED = "Something is still missing beside “{sign}”. This did not count as a try."
FORMULA_LETTER = (
    "The letters of this question are: {letters}. “{rest}” is not among them."
    " This did not count as a try."
)
FORMULA_ONE_SIDE = (
    "Only the formula itself is asked for, without the sign =. This did not count as a try."
)
FORMULA_LARGE = "The numbers in it grow too large to be read. This did not count as a try."
FORMULA_NO_VALUE = (
    "This has no value anywhere: perhaps something is divided by {zero}."
    " This did not count as a try."
)
FORM_INTEGER = "The value is right. A whole number is asked for."
FORM_DECIMAL = "The value is right. A decimal number is asked for."
FORM_FRACTION = "The value is right. A fraction is asked for."
FORM_LOWEST = "The value is right. The fraction can be written with smaller numbers."
FORM_PLACES = (
    "The value is right. The number of digits after the decimal sign is not the one asked for."
)
FORM_FIGURES = "The value is right. The number of significant figures is not the one asked for."
FORM_EXPANDED = "The value is right. It is asked for without brackets, each kind of term once."
FORM_FACTORED = "The value is right. It is asked for as a product, as far as it can be taken apart."
SOME_MISSING = "What is chosen is right. Something is still missing."
SOME_TOO_MUCH = "The right ones are among them. Something is too much."
SOME_OF_BOTH = "Some of it is right. Something is missing, and something is too much."
POINTS_BEGUN = "Part of the points are where they belong."
PROGRAM_BEGUN = "Some lines stand rightly already. Walk through the program line by line."
GAPS_RIGHT = "Right so far: {right} of {all}."
GAPS_EMPTY = "Right so far: {right} of {all}. Something is still empty."
NO_TRY_LEFT = "There is no try left here. This answer is kept, and the ones before it count."
ORDER_BEGUN = "Some of it stands in the right order already. What could move?"
PLACES_BEGUN = "Some of it is in the right place already. What could move?"
PLACES_MISSING = "What is placed is right. Something is still missing."

ALL = tuple(sorted(value for name, value in vars().items() if name.isupper()))
"""Every sentence above, for translators and for the test that holds the catalogs to them."""
