"""The sub-commands of ``learning-passport``, one group a file."""

from hub_config.commands.later import put_off

put_off()  # before any of them brings jsonschema
