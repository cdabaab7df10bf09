"""The sub-commands of ``learning-passport``, one group a file."""
