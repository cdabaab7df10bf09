"""What can keep a fenced kernel from starting, said for the person who can change it."""


class KernelError(Exception):
    """A kernel could not be started or kept inside its fence."""


class FenceMissing(KernelError):
    """This machine lacks a fence without which no learner's code may run.

    The message names the fence and what to do; a lesson then shows its text and questions only.
    """


class KernelFolderError(KernelError):
    """The folder for the kernels' sockets and work cannot be used: its message says why."""


class TemplateLost(KernelError):
    """The process that kernels are forked from ended before it forked this one."""
