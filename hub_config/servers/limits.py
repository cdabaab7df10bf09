"""What a learner may keep in her own folder, and how long her server waits for her."""

_MEBIBYTE = 1024 * 1024

MOST_BYTES, MOST_FILES = 24 * _MEBIBYTE, 1000
"""Of files, and of files and folders. A kernel gets copies of what lies beside its notebook."""
KERNEL_DISK = 48 * _MEBIBYTE
"""Bytes of files in a kernel's own working folder: the copies, and what a program makes."""
LARGEST_UPLOAD = 16 * _MEBIBYTE
"""Bytes of one request."""
IDLE_KERNEL, IDLE_SERVER = 600, 900
"""Seconds after which what nobody uses ends."""
