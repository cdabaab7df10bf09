"""What a teacher relies on: the roster, the record of learning, kernels that are safe."""
