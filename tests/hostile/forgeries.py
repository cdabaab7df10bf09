"""What gets marks that it did not earn where tests run in the learner's own process.

docs/explanation/grading.md lists exactly these. Sealed tests give them nothing; with sealing
switched off each still works, so that the list is true.
"""

FORGERIES = {
    "equal to everything": """
class Anything:
    def __eq__(self, other):
        return True
def square(n):
    return Anything()
""",
    "drops the asserts": """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())
""",
    "replaces the test's text": """
get_ipython().input_transformers_post.append(lambda lines: ["pass"])
""",
    "sends a result itself": """
def square(n):
    kernel = get_ipython().kernel
    points = {"data": {"text/plain": "3" if n < 2 else "2"}, "metadata": {}, "execution_count": 1}
    parent = kernel.get_parent("shell")
    kernel.session.send(kernel.iopub_socket, "execute_result", points, parent=parent)
""",
    "holds back the errors": """
Session = type(get_ipython().kernel.session)
send = Session.send
def silent(self, stream, kind, content=None, *args, **kwargs):
    if kind == "error":
        return None
    if kind == "execute_reply" and content["status"] == "error":
        content = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    return send(self, stream, kind, content, *args, **kwargs)
Session.send = silent
""",
    "reads what the test expects": """
import re
import sys
def square(n):
    text = get_ipython().user_ns["In"][-1]
    expected = dict(re.findall(r"square[(](\\d+)[)] == (\\d+)", text))
    return int(expected[str(n)])
""",
}
"""By name: an answer that squares nothing and gets all points."""
