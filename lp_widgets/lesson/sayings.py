"""What the tests of an assignment say to whom they find wrong: the messages of their asserts."""

import ast


def sayings(source: str) -> tuple[str, ...]:
    """Return the messages of the asserts in a test cell, hidden ones too, in reading order.

    One that is put together only when the test runs is none: nobody could translate it.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    found.sort(key=lambda node: node.lineno)
    return tuple(
        node.msg.value
        for node in found
        if isinstance(node.msg, ast.Constant) and isinstance(node.msg.value, str)
    )
