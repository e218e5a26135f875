"""What a forked runner gives up before it touches student code: namespaces, writable folders, capabilities, resources.

Runs inside the sandbox, in the child of a warm process. Linux system calls go through ctypes, because Python 3.11
has no `os.unshare` or `os.mount`.
"""

import contextlib
import ctypes
import errno
import functools
import os
import resource
import shutil
import struct
import sys

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_MOVE, MS_REC, MS_PRIVATE = 0x2000, 0x4000, 0x40000
PR_SET_CHILD_SUBREAPER, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 36, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

HOME = "/sandbox"
MEGABYTE = 2**20


@functools.cache  # each one makes a class of its own; the warm process has called it before it forks
def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _call(name, *arguments):
    if getattr(_libc(), name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def adopt_orphans():
    """Make this process the parent of its descendants whose own parent has ended (Linux only)."""
    if sys.platform == "linux":
        _call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave_namespaces():
    """Give the next child of this process its own process numbers, mounts and shared memory."""
    _call("unshare", CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)


def _mount(source, target, kind, flags, data=None):
    encoded = [None if item is None else item.encode() for item in (source, target, kind)]
    _call("mount", *encoded, ctypes.c_ulong(flags), None if data is None else data.encode())


def private_folders():
    """Fresh, small, writable memory folders for this submission alone; everything else becomes read-only."""
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", HOME, "tmpfs", MS_NOSUID | MS_NODEV, "size=128m,nr_inodes=4096,mode=0700")
    _mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "size=128m,nr_inodes=1024,mode=0700")
    _mount(None, "/tmp", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    _own_process_only()


def _own_process_only():
    """Hide all of /proc but this process; a fresh /proc would show the kernel's settings, which root may write."""
    stage = f"{HOME}/.proc"
    kept = {
        "self": f"/proc/{os.readlink('/proc/self')}",
        **{name: f"/proc/{name}" for name in ("cpuinfo", "meminfo", "stat")},
    }
    os.mkdir(stage)
    for name, path in kept.items():
        if os.path.isdir(path):
            os.mkdir(f"{stage}/{name}")
        else:
            open(f"{stage}/{name}", "w").close()
        _mount(path, f"{stage}/{name}", None, MS_BIND)
    _mount("tmpfs", "/proc", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64k")
    for name in kept:
        if os.path.isdir(f"{stage}/{name}"):
            os.mkdir(f"/proc/{name}")
        else:
            open(f"/proc/{name}", "w").close()
        _mount(f"{stage}/{name}", f"/proc/{name}", None, MS_MOVE)
    _mount(None, "/proc", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    shutil.rmtree(stage)


def drop_capabilities():
    """Give up every privilege that the warm process kept for making namespaces."""
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(64):
        if _libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", header, nothing)


# System calls that no lesson needs: (number of clone, number of mmap, numbers of calls that are refused) for each
# processor. Refused are fork, vfork, ptrace, mount, umount2, unshare, setns, keyctl, add_key, request_key, bpf,
# perf_event_open, userfaultfd and io_uring_setup; socket, because submissions share one loopback; shmget, msgget and
# memfd_create, because no limit counts their memory; sched_setaffinity, so that a runner stays on its processor. clone
# is refused unless it makes a thread, mmap where it makes memory that is shared and of no file: no limit counts that
# either.
CALLS = {
    "x86_64": (
        0xC000003E,
        56,
        9,
        (57, 58, 101, 165, 166, 272, 308, 250, 248, 249, 321, 298, 323, 425, 41, 29, 68, 319, 203),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        222,
        (117, 40, 39, 97, 268, 219, 217, 218, 280, 241, 282, 425, 198, 194, 186, 279, 122),
    ),
}
CLONE3, CLONE_THREAD = 435, 0x10000
MAP_SHARED_ANONYMOUS = 0x21
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # REFUSE | error number
LOAD, EQUAL, SET, RETURN, AT_LEAST, AND = 0x20, 0x15, 0x45, 0x06, 0x35, 0x54


class _Rules(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("rules", ctypes.c_void_p)]


def forbid_processes():
    """From here on no new processes, only threads: no fork bombs, nothing left running. Other processors than two go
    without.
    """
    if os.uname().machine not in CALLS:
        return
    rules = _filter(*CALLS[os.uname().machine])
    table = ctypes.create_string_buffer(b"".join(rules))
    program = _Rules(len(rules), ctypes.addressof(table))
    _call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _filter(architecture, clone, mmap, refused):
    """The program for the kernel, one 8-byte rule a step: (code, jump if true, jump if false, value)."""

    def rule(code, value, true=0, false=0):
        return struct.pack("=HBBI", code, true, false, value)

    no = rule(RETURN, REFUSE | errno.EPERM)
    rules = [rule(LOAD, 4), rule(EQUAL, architecture, true=1), no, rule(LOAD, 0)]
    rules += [rule(AT_LEAST, 0x40000000, false=1), no]  # another way to number the calls
    rules += [rule(EQUAL, CLONE3, false=1), rule(RETURN, REFUSE | errno.ENOSYS)]  # the C library then uses clone
    for number in refused:
        rules += [rule(EQUAL, number, false=1), no]
    rules += [rule(EQUAL, clone, false=4), rule(LOAD, 16), rule(SET, CLONE_THREAD, true=1), no, rule(RETURN, ALLOW)]
    rules += [
        rule(EQUAL, mmap, false=4),
        rule(LOAD, 40),
        rule(AND, MAP_SHARED_ANONYMOUS),
        rule(EQUAL, MAP_SHARED_ANONYMOUS, false=1),
        no,
    ]
    return [*rules, rule(RETURN, ALLOW)]


def limit_resources(limits):
    """Set limits: {"memory" and "addresses": bytes beyond what the warm process holds, "cpu": seconds, "file": bytes,
    "processes": n}.
    """
    data, addresses = limits["memory"] + _pages(5), limits["addresses"] + _pages(0)
    wanted = [
        ("RLIMIT_DATA", data),
        ("RLIMIT_AS", addresses),
        ("RLIMIT_CPU", limits["cpu"]),
        ("RLIMIT_FSIZE", limits["file"]),
        ("RLIMIT_NOFILE", 256),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", limits["processes"]),
    ]
    for name, most in wanted:
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_NPROC" and not limits["processes"]):
            continue
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _pages(which):
    """Bytes that this process has now, by position in statm: 0 of addresses, 5 of private memory."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[which]) * resource.getpagesize()
    except OSError:
        return 0


def go_first():
    """Where the machine runs out of memory, let the kernel end this process and not the grader."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def stay_on(processor):
    """Run on this processor only: busy threads then take no time from the submission beside them."""
    if processor is not None and hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {processor})
