"""The append-only record of learning: responses, marks, statements; on disk, then acknowledged."""
