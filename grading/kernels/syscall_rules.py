"""Which system calls a kernel may make: the list that ``seccomp.py`` turns into a filter.

Found by running ipykernel, widgets, numpy, SQLite and threads inside the fence. When a library
needs one more, add it here with the reason, and a case to the tests that try to abuse it.
"""

import errno
from dataclasses import dataclass

_EVERY_BIT = 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True)
class Check:
    """One argument of a call (0 to 5): ``argument & mask == value``; ``wide`` means 64 bits."""

    argument: int
    value: int
    mask: int = _EVERY_BIT
    wide: bool = False


@dataclass(frozen=True)
class Rule:
    """A call that is allowed when all checks of one of ``checks`` hold, else answered by errno."""

    checks: tuple[tuple[Check, ...], ...]
    otherwise: int = errno.EPERM


# What a Python program does to itself, to files it can already reach, and to time.
ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range
recvfrom recvmsg shutdown getsockopt getsockname getpeername accept4
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
eventfd2 pipe pipe2 dup dup2 dup3 timerfd_create timerfd_settime timerfd_gettime
futex futex_waitv set_robust_list set_tid_address rseq membarrier getcpu arch_prctl
mmap munmap mremap mprotect madvise msync mincore brk
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times sysinfo uname
timer_create timer_delete timer_settime timer_gettime timer_getoverrun
alarm setitimer getitimer pause
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
restart_syscall sched_yield sched_getaffinity sched_get_priority_max sched_get_priority_min
sched_getparam sched_getscheduler getpriority getrandom exit exit_group wait4 waitid
stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
getdents getdents64 getcwd chdir fchdir readlink readlinkat umask
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
fsync fdatasync sync_file_range ftruncate fallocate fadvise64 flock sendfile
getuid geteuid getgid getegid getresuid getresgid getgroups getpid getppid gettid getsid
getpgid getpgrp getrlimit getrusage
"""

# Answers other than ENOSYS. EPERM is for what has no business here. The zero says "done" without
# doing it: copying a file with its times and mode is innocent, and Landlock does not cover either;
# and each thread of ZeroMQ sets the scheduler that it has anyway, and ends the process (abort) when
# it is refused. On a busy machine a kernel's own first come to that after the filter is there.
ANSWERED = {
    errno.EPERM: """
execve execveat fork vfork tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd
pidfd_send_signal ptrace process_vm_readv process_vm_writev process_madvise kcmp
socket bind listen connect accept sendmsg sendmmsg recvmmsg
setrlimit setpriority sched_setparam sched_setattr ioprio_set
unshare setns chroot pivot_root mount umount2 mount_setattr move_mount fsopen fsmount open_tree
link linkat symlink symlinkat mknod mknodat truncate creat name_to_handle_at open_by_handle_at
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid setsid setpgid
keyctl add_key request_key bpf perf_event_open userfaultfd memfd_create memfd_secret
io_uring_setup io_uring_enter io_uring_register io_setup io_submit personality seccomp
landlock_create_ruleset landlock_add_rule landlock_restrict_self
inotify_init inotify_init1 inotify_add_watch fanotify_init fanotify_mark
shmget shmat shmctl shmdt semget semop semctl msgget msgsnd msgrcv msgctl mq_open mq_unlink
mlock mlockall mbind set_mempolicy migrate_pages move_pages splice tee vmsplice
clock_settime settimeofday adjtimex clock_adjtime sethostname setdomainname reboot syslog
init_module finit_module delete_module kexec_load swapon swapoff acct quotactl ioperm iopl
vhangup lookup_dcookie sync syncfs process_mrelease
""",
    0: """
chmod fchmod fchmodat chown fchown lchown fchownat utime utimes futimesat utimensat
sched_setscheduler
""",
    errno.EOPNOTSUPP: """
getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr listxattr llistxattr flistxattr
removexattr lremovexattr fremovexattr
""",
}

_CLONE_THREAD = 0x10000
_O_TRUNC, _O_WRONLY, _O_RDWR, _ACCESS_MODE = 0x200, 1, 2, 3
_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE = 1, 1, 0xF
_SOL_SOCKET = 1

_PRCTL = (3, 15, 16, 0x53564D41)  # GET_DUMPABLE, SET_NAME, GET_NAME, SET_VMA
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 1030)  # DUPFD, GETFD..SETFL, locks for SQLite, DUPFD_CLOEXEC
_IOCTL = (0x5401, 0x5413, 0x5421, 0x541B, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FION*, FIO*CLEX


def rules(pid: int) -> dict[str, Rule]:
    """Return the calls that are allowed with some arguments only, for the process ``pid``."""
    return {
        "clone": Rule(((Check(0, _CLONE_THREAD, _CLONE_THREAD),),)),
        "kill": Rule(((Check(0, pid),),)),
        "tgkill": Rule(((Check(0, pid),),)),
        "prlimit64": Rule(
            ((Check(0, 0), Check(2, 0, wide=True)), (Check(0, pid), Check(2, 0, wide=True)))
        ),
        "sched_setaffinity": Rule(((Check(0, 0),), (Check(0, pid),))),
        "socketpair": Rule(((Check(0, _AF_UNIX), Check(1, _SOCK_STREAM, _SOCKET_TYPE)),)),
        # Without an address the bytes go to the peer that is already there.
        "sendto": Rule(((Check(4, 0, wide=True),),)),
        "setsockopt": Rule(((Check(1, _SOL_SOCKET),),)),
        "ioctl": Rule(_one_of(1, _IOCTL), errno.ENOTTY),
        "prctl": Rule(_one_of(0, _PRCTL)),
        "fcntl": Rule(_one_of(1, _FCNTL)),
        # Landlock before version 3 lets a reader empty a file by opening it with O_TRUNC.
        "open": Rule(_truncating_needs_writing(1)),
        "openat": Rule(_truncating_needs_writing(2)),
    }


def _one_of(argument: int, values: tuple[int, ...]) -> tuple[tuple[Check, ...], ...]:
    return tuple((Check(argument, value),) for value in values)


def _truncating_needs_writing(flags: int) -> tuple[tuple[Check, ...], ...]:
    return (
        (Check(flags, 0, _O_TRUNC),),
        (Check(flags, _O_WRONLY, _ACCESS_MODE),),
        (Check(flags, _O_RDWR, _ACCESS_MODE),),
    )
