"""What a teacher relies on: the roster, the record of learning, kernels that are safe."""

import sys

# jsonschema, which comes with nbformat, would compile a grammar of addresses in every script (IRI,
# RFC 3987) whenever a program starts: two seconds, for a check that nothing here asks for. It goes
# without where the package is missing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
