"""What a forked runner gives up before it touches student code: namespaces, writable folders, capabilities, resources.

Runs inside the sandbox, in the child of a warm process. Linux system calls go through ctypes, because Python 3.11
has no `os.unshare` or `os.mount`.
"""
import ctypes
import os
import resource
import shutil
import sys

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_MOVE, MS_REC, MS_PRIVATE = 0x2000, 0x4000, 0x40000
PR_SET_CHILD_SUBREAPER, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 36, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

HOME = "/sandbox"
MEGABYTE = 2**20


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
    try:
        _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError:
        _own_process_only()


def _own_process_only():
    """Hide all of /proc but this process: where parts of it are covered, the kernel refuses to mount a fresh one."""
    stage = f"{HOME}/.proc"
    kept = {"self": f"/proc/{os.readlink('/proc/self')}", **{name: f"/proc/{name}" for name in ("cpuinfo", "meminfo", "stat")}}
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


def limit_resources(limits):
    """Set limits: {"memory": bytes beyond what the warm process holds, "cpu": seconds, "file": bytes, "processes": n}."""
    data = limits["memory"] + _data_size()
    wanted = [("RLIMIT_DATA", data), ("RLIMIT_CPU", limits["cpu"]), ("RLIMIT_FSIZE", limits["file"]),
              ("RLIMIT_NOFILE", 256), ("RLIMIT_CORE", 0), ("RLIMIT_NPROC", limits["processes"])]
    for name, most in wanted:
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_NPROC" and not limits["processes"]):
            continue
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _data_size():
    """Bytes of private memory that this process has now."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 0
