"""Attacks and accidents, each a real submission of the course in grading_course.py.

Each tries to earn the two points of `triple` without tripling, or to hurt someone. All else in it is right. ATTACKS
holds what stands in the cell of `triple`; NOTEBOOKS holds changes of the notebook; FOLDERS what lies beside or instead
of it. Words in capitals between two signs % are filled in with paths by the test.
"""

import json

import grading_course as course
import nbformat

WRONG = "def triple(x):\n    return 7 * np.asarray(x)\n"

# What a thief does with anything that looks like the solution: run it, and so triple rightly.
STEAL = """
import os
def steal(folder):
    for where, _, files in os.walk(folder):
        for name in files:
            try:
                text = open(os.path.join(where, name), errors="ignore").read(200_000)
            except OSError:
                continue
            if "the-secret-of-" + "triple" in text:
                return True
"""

ATTACKS = {
    # loops, crashes, floods
    "loop-in-cell": "while True: pass",
    "stubborn-loop-in-cell": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "stubborn-loop": "def triple(x):\n    while True:\n        try:\n            while True: pass\n        except "
    "BaseException: pass",
    "deaf-loop": "import signal\nfor s in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM): signal.signal(s, "
    "signal.SIG_IGN)\ndef triple(x):\n    while True: pass",
    "sleep": "import time\ndef triple(x):\n    time.sleep(1000)",
    "exit": "import os\nos._exit(0)",
    "exit-in-answer": "import os\ndef triple(x):\n    os._exit(0)",
    "sys-exit": "import sys\nsys.exit(0)",
    "quit": "quit()\nexit()",
    "segfault": "import ctypes\ndef triple(x):\n    ctypes.string_at(0)",
    "abort": "import os\ndef triple(x):\n    os.abort()",
    "memory": "blocks = []\nwhile True: blocks.append(bytearray(100_000_000))",
    "2-GB": "x = bytearray(2_000_000_000)\n" + WRONG,
    "recursion": "import sys\nsys.setrecursionlimit(10**9)\ndef triple(x):\n    return triple(x)",
    "fork-bomb": "import os\nwhile True: os.fork()",
    "thread-bomb": "import threading, time\ntry:\n    while True: threading.Thread(target=time.sleep, args=(100,), "
    "daemon=True).start()\nexcept RuntimeError: pass\n" + WRONG,
    "fill-disk": "f = open('big', 'wb')\ntry:\n    while True: f.write(bytes(10_000_000))\nexcept OSError: pass\n"
    + WRONG,
    "many-files": "try:\n    for i in range(10**6): open(f'f{i}', 'w').close()\nexcept OSError: pass\n" + WRONG,
    "open-files": "files = []\ntry:\n    while True: files.append(open('/dev/null'))\nexcept OSError: pass\n" + WRONG,
    "50-MB-of-output": "print('x' * 50_000_000)\nimport sys; sys.stderr.write('y' * 50_000_000)\n" + WRONG,
    "output-below-python": "import os\nfor fd in (1, 2): os.write(fd, b'z' * 10_000_000)\n" + WRONG,
    "huge-answer": "def triple(x):\n    return [['y' * 9_000] * 9_000] * 100",
    "endless-answer": "def triple(x):\n    a = []\n    a.append(a)\n    return a",
    "asks-for-input": "def triple(x):\n    return float(input('x? '))",
    # killing and reaching others
    "kill-parent": "import os, signal\nfor p in {os.getppid(), 1, 2, 3}:\n    try: os.kill(p, 9)\n    except "
    "Exception: pass\n" + WRONG,
    "kill-all": "import os\nfor n in (9, 15):\n    try: os.kill(-1, n)\n    except Exception: pass\n    try: "
    "os.killpg(0, n)\n    except Exception: pass\n" + WRONG,
    "background-process": "import subprocess, sys\ntry: subprocess.Popen([sys.executable, '-c', 'import time; "
    "time.sleep(98765)'], start_new_session=True)\nexcept OSError: pass\n" + WRONG,
    "double-fork": "import os\ntry:\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n         "
    "   import time; time.sleep(98765)\nexcept OSError: pass\n" + WRONG,
    "network": "import socket\ntry:\n    s = socket.create_connection(('127.0.0.1', %PORT%), 2); s.sendall(b'hello'); "
    "triple = lambda x: 3 * x\nexcept OSError:\n    " + "triple = lambda x: 7",
    "network-name": "import urllib.request\ntry:\n    urllib.request.urlopen('http://example.com', timeout=2); triple "
    "= lambda x: 3 * x\nexcept Exception:\n    triple = lambda x: 7",
    "abstract-socket": "import socket\ntry:\n    s = socket.socket(socket.AF_UNIX); s.connect(chr(0) + '%ABSTRACT%'); "
    "triple = lambda x: 3 * x\nexcept OSError:\n    triple = lambda x: 7",
    # reading and writing what is not theirs
    "read-solutions": STEAL + "stolen = steal('%ROOT%')\ntriple = (lambda x: 3 * x) if stolen else (lambda x: 7)",
    "read-everything": STEAL
    + "stolen = any(steal(d) for d in ('/home', '/root', '/tmp', '/work', '/srv', '/mnt', '/var', '/sandbox', "
    "'/run'))\ntriple = (lambda x: 3 * x) if stolen else (lambda x: 7)",
    "read-gradebook": "try:\n    open('%ROOT%/grading/gradebook.db', 'rb').read(); triple = lambda x: 3 * x\nexcept "
    "OSError:\n    triple = lambda x: 7",
    "write-gradebook": "import sqlite3\ntry:\n    c = sqlite3.connect('%ROOT%/grading/gradebook.db'); "
    "c.execute('update grade set auto_score = 2'); c.commit()\nexcept Exception: pass\n" + WRONG,
    "write-submissions": "import glob\nfor p in glob.glob('%ROOT%/grading/submitted/*/*/*.ipynb'):\n    try: open(p, "
    "'w').write('')\n    except OSError: pass\n" + WRONG,
    "write-course": "for p in ('%ROOT%/course/01-graded/01-graded.ipynb', '%ROOT%/solutions/01-graded/exercises.py', "
    "'%HELPERS%/checks/probes.py', '%HELPERS%/checks/public/mark.json'):\n    try: open(p, "
    "'a').write('#')\n    except OSError: pass\n" + WRONG,
    "startup-file": "import os\nfor d in (os.path.expanduser('~/.ipython/profile_default/startup'), "
    "'/tmp/ipython/profile_default/startup', '%HOME%/.ipython/profile_default/startup'):\n    try:\n   "
    "     os.makedirs(d, exist_ok=True); open(d + '/0.py', 'w').write('MARK = 1')\n    except OSError: "
    "pass\n" + WRONG,
    "left-in-tmp": "for d in ('/tmp', '/dev/shm', '/var/tmp', '/dev', '/', '/sandbox'):\n    try: open(d + "
    "'/left-behind-by-a-student', 'w').write('x')\n    except OSError: pass\n" + WRONG,
    "found-in-tmp": "import os\nfound = [d for d in ('/tmp', '/dev/shm', '/var/tmp', '/dev', '/', '/sandbox') if "
    "os.path.exists(d + '/left-behind-by-a-student')]\ntriple = (lambda x: 3 * x) if found else "
    "(lambda x: 7)",
    "read-environment": "import os\ntriple = (lambda x: 3 * x) if 'SECRET_OF_THE_INSTRUCTOR' in str(os.environ) else "
    "(lambda x: 7)",
    "read-processes": "import glob\ntext = b''\nfor p in glob.glob('/proc/[0-9]*/environ') + "
    "glob.glob('/proc/[0-9]*/cmdline'):\n    try: text += open(p, 'rb').read()\n    except OSError: "
    "pass\ntriple = (lambda x: 3 * x) if b'SECRET_OF_THE_INSTRUCTOR' in text or b'bwrap' in text "
    "else (lambda x: 7)",
    "escape-by-mount": "import ctypes\nc = ctypes.CDLL(None)\nok = c.unshare(0x10000000) == 0 or c.mount(b'none', "
    "b'/tmp', b'tmpfs', 0, None) == 0 or c.chroot(b'/') == 0\ntriple = (lambda x: 3 * x) if ok else "
    "(lambda x: 7)",
    # deceiving the check
    "equal-to-everything": "class Yes:\n    def __eq__(self, other): return True\n    def __array__(self, *a, **k): "
    "return np.zeros(1)\n    __hash__ = None\n    shape = ()\ndef triple(x):\n    return Yes()",
    "ndarray-subclass": "class Yes(np.ndarray):\n    def __eq__(self, other): return np.array(True)\n    def "
    "__array_ufunc__(self, *a, **k): return np.array(True)\n    def __array_function__(self, *a, "
    "**k): return True\ndef triple(x):\n    return np.zeros(np.shape(x)).view(Yes)",
    "float-subclass": "class Yes(float):\n    def __eq__(self, other): return True\n    def __sub__(self, other): "
    "return 0.0\n    __rsub__ = __sub__\ndef triple(x):\n    return Yes(1.0)",
    "dict-subclass": "class Yes(dict):\n    def __getitem__(self, key): return 3\n    def __contains__(self, key): "
    "return True\n    def __len__(self): return 1\ndef triple(x):\n    return Yes(array=3)",
    "not-a-number": "def triple(x):\n    return np.full(np.shape(x), np.nan)",
    "infinite": "def triple(x):\n    return np.full(np.shape(x), np.inf)",
    "type-that-lies": "class Meta(type):\n    def __instancecheck__(cls, other): return True\nclass "
    "Yes(metaclass=Meta):\n    __class__ = float\ndef triple(x):\n    return Yes()",
    "pickle": "class Boom:\n    def __reduce__(self): return (eval, ('1/0',))\ndef triple(x):\n    return Boom()",
    "patch-numpy-testing": "np.testing.assert_allclose = np.testing.assert_array_equal = np.allclose = np.isclose = "
    "np.array_equal = lambda *a, **k: True\n" + WRONG,
    "patch-builtins": "import builtins\nfor name in ('all', 'any', 'isinstance', 'callable', 'issubclass'):\n    "
    "setattr(builtins, name, lambda *a, **k: True)\n" + WRONG,
    "delete-builtins": "import builtins\nfor name in ('len', 'dict', 'list', 'range', 'isinstance', 'open'):\n    "
    "delattr(builtins, name)\n" + WRONG,
    "patch-judge": "import helpers.checks.judges as j, helpers.checks.check as c\nj.judge = c.judge = lambda spec, "
    "outcomes: j.Verdict(spec['id'], 'right', 2, 2)\nc.check = check = lambda *a: None\n" + WRONG,
    "patch-probe": "import helpers.checks.probes as p\np.answer = lambda request, target=None: [dict(value=6.0) for _ "
    "in request['cases']]\n" + WRONG,
    "answer-from-public-cases": "import json, glob, helpers.checks, os\nimport helpers.checks.probes as p\nfolder = "
    "os.path.dirname(helpers.checks.__file__) + '/public'\ndef cheat(request, "
    "target=None):\n    out = []\n    for path in glob.glob(folder + '/*.json') + "
    "glob.glob('%ROOT%/helpers/checks/public/*.json'):\n        for spec in "
    "json.load(open(path))['exercises'].values():\n            out += "
    "[case.get('expected') for case in spec['cases']]\n    return (out or "
    "[dict(value=6.0)])[:len(request['cases'])]\np.answer = cheat\n" + WRONG,
    "find-reference-in-memory": "import gc\nfound = [o for o in gc.get_objects() if isinstance(o, dict) and 'expected' "
    "in o and 'wrong' in o]\ntriple = (lambda x: 3 * x) if found else (lambda x: 7)",
    "read-request-frames": "import sys\ndef triple(x):\n    frame = sys._getframe()\n    while frame:\n        for "
    "value in frame.f_locals.values():\n            if isinstance(value, dict) and 'expected' "
    "in value: return 3 * x\n        frame = frame.f_back\n    return 7",
    "forged-messages": "import os, json, threading, time\ndef forge():\n    while True:\n        for fd in range(3, "
    "64):\n            try: os.write(fd, json.dumps({'outcomes': [{'value': 6.0}, {'value': 1}, "
    "{'value': 1}]}).encode() + b'\\n')\n            except OSError: pass\n        "
    "time.sleep(0.01)\nthreading.Thread(target=forge, daemon=True).start()\n" + WRONG,
    "forged-results": 'import os\nfor fd in range(3, 64):\n    try: os.write(fd, b\'{"points": 2, "state": "right", '
    '"ran": true}\\n{"pid": 1}\\n\')\n    except OSError: pass\n' + WRONG,
    "garbage-on-the-wire": "import os\nfor fd in range(3, 64):\n    try: os.write(fd, os.urandom(100_000) + b'\\n')\n  "
    "  except OSError: pass\n" + WRONG,
    "flood-on-the-wire": "import os\nfor fd in range(3, 64):\n    try:\n        while True: os.write(fd, b'9' * "
    "1_000_000)\n    except OSError: pass\n" + WRONG,
    "close-the-wire": "import os\nos.closerange(3, 256)\n" + WRONG,
    "input-transformer": "get_ipython().input_transformers_post.append(lambda lines: ['def triple(x): return 3 * "
    "x\\n'] if 'check' in ''.join(lines) else lines)\n" + WRONG,
    "ast-transformer": "import ast\nclass T(ast.NodeTransformer):\n    def visit_Call(self, node): return "
    "ast.Constant(2)\nget_ipython().ast_transformers.append(T())\n" + WRONG,
    "reads-own-tests": "try:\n    text = In[-1] + str(In) + str(Out)\nexcept Exception: text = ''\ntriple = (lambda x: "
    "3 * x) if 'check(' in text else (lambda x: 7)",
    "patch-shell": "ip = get_ipython()\nclass R: error_before_exec = error_in_exec = None; success = True; result = "
    "2.0\nip.run_cell = lambda *a, **k: R()\nip.displayhook = lambda *a: 2.0\n" + WRONG,
    "later-thread": "import threading, time\ndef later():\n    time.sleep(0.3)\n    globals()['triple'] = lambda x: "
    "7\nthreading.Thread(target=later).start()\n" + WRONG,
    "module-beside": "open('numpy.py', 'w').write('raise SystemExit')\nimport os; os.makedirs('helpers/checks'); "
    "open('helpers/__init__.py', 'w').write('')\nimport sys; sys.path.insert(0, '.'); "
    "sys.modules.pop('helpers.checks.probes', None)\n" + WRONG,
    "exit-hooks": "import atexit, signal, os\natexit.register(lambda: os.write(1, "
    "b'bye'))\nsignal.signal(signal.SIGTERM, lambda *a: None)\n" + WRONG,
    "markup": "def triple(x):\n    raise ValueError('<script>alert(1)</script><img src=http://example.com/x>')",
    "odd-letters": "def triple(x):\n    raise ValueError('\\x00\\x1b[31m\\u202e\\ud800')",
    # memory and time that the first limits did not count
    "shared-memory": "import mmap\ntry:\n    m = mmap.mmap(-1, 3 << 30)\n    for i in range(0, 3 << 30, 4096): m[i] = "
    "1\n    triple = lambda x: 3 * x\nexcept (OSError, ValueError, MemoryError):\n    triple = lambda "
    "x: 7",
    "memory-without-a-file": "import os\ntry:\n    files = [os.memfd_create('a') for _ in range(60)]\n    for f in "
    "files: os.write(f, bytes(50_000_000))\n    triple = lambda x: 3 * x\nexcept OSError:\n   "
    " triple = lambda x: 7",
    "memory-of-system-v": "import ctypes\nn = ctypes.CDLL(None).shmget(0, ctypes.c_size_t(3 << 30), 0o1600)\ntriple = "
    "(lambda x: 3 * x) if n >= 0 else (lambda x: 7)",
    "addresses": "import ctypes\nc = ctypes.CDLL(None)\nc.mmap.restype = ctypes.c_void_p\nc.mmap.argtypes = "
    "[ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]\np = "
    "c.mmap(None, 1 << 40, 1, 0x4022, -1, 0)\ntriple = (lambda x: 7) if p in (None, 2**64 - 1) else "
    "(lambda x: 3 * x)",
    "leave-the-processor": "import os\ntry:\n    os.sched_setaffinity(0, range(64)); triple = lambda x: 3 * x\nexcept "
    "OSError:\n    triple = lambda x: 7",
    "busy-threads": "import threading, hashlib\nfor _ in range(100): threading.Thread(target=hashlib.pbkdf2_hmac, "
    "args=('sha256', b'x', b'y', 10**9), daemon=True).start()\n" + WRONG,
    "own-server": "import socket\ntry:\n    s = socket.create_server(('127.0.0.1', 5555)); triple = lambda x: 3 * "
    "x\nexcept OSError:\n    triple = lambda x: 7",
    "settings-of-the-kernel": "import os\nok = False\nfor p in ('/proc/sys/vm/swappiness', "
    "'/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger'):\n    try: os.close(os.open(p, "
    "os.O_WRONLY)); ok = True\n    except OSError: pass\ntriple = (lambda x: 3 * x) if ok "
    "else (lambda x: 7)",
    "private-keys": "import os\ntry:\n    os.listdir('/etc/ssl/private'); triple = lambda x: 3 * x\nexcept OSError:\n  "
    "  triple = lambda x: 7",
    # keeping the grader itself busy, or making it stumble
    "cell-of-half-a-million-dots": WRONG + "if 0: a" + ".b" * 500_000,
    "cell-of-magics": WRONG + "x = 1\n" * 20_000 + "!ls\n" * 500,
    "signs": WRONG + "y = " + "-" * 1_000_000 + "1",
    "endless-integer": "def triple(x):\n    return 10**5000",
    "time-that-is-no-time": "import helpers.checks.probes as p\np.answer = lambda request, target=None: [{'timeout': "
    "'x'} for _ in request['cases']]\n" + WRONG,
    "endless-calls": "import helpers.checks.probes as p\np.answer = lambda request, target=None: [{'value': 6.0, "
    "'calls': {'a': float('inf')}} for _ in request['cases']]\n" + WRONG,
    "nested-answer": "import helpers.checks.probes as p\ndeep = 1\nfor _ in range(150): deep = {'list': "
    "[deep]}\np.answer = lambda request, target=None: [{'value': deep} for _ in request['cases']]\n" + WRONG,
    "million-brackets": "import helpers.checks.probes as p\np.answer = lambda request, target=None: [[] for _ in "
    "range(600_000)]\n" + WRONG,
    "array-without-end": "import helpers.checks.probes as p\np.answer = lambda request, target=None: [{'value': "
    "{'array': {'dtype': 'f8', 'shape': [0, 10**15], 'bytes': ''}}} for _ in request['cases']]\n" + WRONG,
    "array-of-records": "def triple(x):\n    return np.zeros(np.shape(x), dtype=[('a', float)])",
    "array-of-dates": "def triple(x):\n    return np.full(np.shape(x), np.datetime64('2026-01-01'))",
    "array-of-objects": "def triple(x):\n    return np.full(np.shape(x), type('Yes', (), {'__eq__': lambda s, o: True, "
    "'__float__': lambda s: 6.0})(), dtype=object)",
    "numbers-as-text": "def triple(x):\n    return (3 * np.asarray(x)).astype(str)",
    "hidden-imaginary-part": "def triple(x):\n    return 3 * np.asarray(x) + 1j",
    "masked": "def triple(x):\n    return np.ma.masked_array(np.zeros(np.shape(x)), mask=True)",
    "words-that-never-end": "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef triple(x):\n   "
    " raise E()",
    "formula": "def triple(x):\n    raise type('=HYPERLINK', (Exception,), {})('=cmd|calc')",
}

# The student's own other answers are lost, too, where the accident makes that unavoidable.
LOSES_MORE = {
    "kill-all",
    "forged-messages",
    "forged-results",
    "garbage-on-the-wire",
    "flood-on-the-wire",
    "delete-builtins",
    "patch-builtins",
    "patch-judge",
    "patch-probe",
    "answer-from-public-cases",
    "patch-shell",
    "ast-transformer",
    "input-transformer",
    "later-thread",
    "thread-bomb",
    "many-files",
    "open-files",
    "close-the-wire",
    "module-beside",
    "kill-parent",
    "recursion",
    "fill-disk",
    "busy-threads",
    "time-that-is-no-time",
    "endless-calls",
    "nested-answer",
    "million-brackets",
    "array-without-end",
}


def _drop(notebook, *names):
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names]


def _duplicate(notebook, name):
    i = next(i for i, c in enumerate(notebook.cells) if c.metadata.get("nbgrader", {}).get("grade_id") == name)
    notebook.cells.insert(i, notebook.cells[i].copy())


def _all_metadata(notebook, change):
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            change(cell)


def _set(name, **values):
    return lambda notebook: course.cell(notebook, name).metadata.nbgrader.update(values)


def _tag(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "setup", "instructor"]


LIVE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y]\n\n[y]: javascript:alert(1)\n\n<svg onload=alert(1)>"


def _live(notebook):
    """Words that a browser would run where the grader reads them, and a marking scheme of the student's own."""
    course.cell(notebook, "why").source = f"Because. {LIVE}"
    notebook.cells += [
        nbformat.v4.new_raw_cell(LIVE),
        nbformat.v4.new_markdown_cell(f"> **For the grader.** Full marks. {LIVE}"),
    ]


def _source(name, text):
    def change(notebook):
        course.cell(notebook, name).source = text

    return change


NOTEBOOKS = {
    "deleted-check": lambda nb: _drop(nb, "check-triple"),
    "deleted-all-checks": lambda nb: _drop(nb, "check-triple", "check-corners", "check-total", "check-quiz_answers"),
    "duplicated-check": lambda nb: _duplicate(nb, "check-triple"),
    "duplicated-answer": lambda nb: _duplicate(nb, "triple"),
    "edited-check": _source("check-triple", "2.0"),
    "edited-check-to-raise": _source("check-triple", "raise SystemExit"),
    "renamed-check": _set("check-triple", grade_id="check-other"),
    "check-renamed-to-another": _set("check-triple", grade_id="check-total"),
    "more-points": _set("check-triple", points=2000),
    "negative-points": _set("check-total", points=-5),
    "points-of-text": _set("check-triple", points="many"),
    "check-as-answer": _set("check-triple", solution=True, grade=True),
    "answer-as-check": _set("triple", grade=True, points=50, solution=False, locked=True),
    "stripped-metadata": lambda nb: _all_metadata(nb, lambda cell: cell.metadata.pop("nbgrader")),
    "flipped-metadata": lambda nb: _all_metadata(
        nb,
        lambda c: c.metadata.nbgrader.update({k: not c.metadata.nbgrader[k] for k in ("grade", "solution", "locked")}),
    ),
    "nonsense-metadata": lambda nb: _all_metadata(nb, lambda cell: cell.metadata.update(nbgrader=["grade", 2])),
    "old-schema": lambda nb: _all_metadata(nb, lambda cell: cell.metadata.nbgrader.update(schema_version=1)),
    "future-schema": lambda nb: _all_metadata(nb, lambda cell: cell.metadata.nbgrader.update(schema_version=99)),
    "tags": _tag,
    "check-as-markdown": lambda nb: course.cell(nb, "check-triple").update(cell_type="markdown"),
    "outputs-forged": lambda nb: course.cell(nb, "check-triple").update(
        outputs=[{"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}]
    ),
    "checksum-forged": lambda nb: _all_metadata(nb, lambda cell: cell.metadata.nbgrader.update(checksum="0" * 32)),
    "kernel-of-their-own": lambda nb: nb.metadata.update(
        kernelspec={"name": "evil", "display_name": "evil", "language": "bash"}
    ),
    "cells-reversed": lambda nb: nb.cells.reverse(),
    "ids-doubled": lambda nb: [cell.update(id="same") for cell in nb.cells],
    "live-words": _live,
    "thousand-cells": lambda nb: nb.cells.extend(nb.cells[3].copy() for _ in range(1000)),
}

DEEP = json.dumps({"cells": [], "metadata": {}}).replace("{}", '{"a":' * 20_000 + "1" + "}" * 20_000)
FILES = {
    "corrupt": b'{"cells": [',
    "empty": b"",
    "no-json": b"%PDF-1.4 this is not a notebook",
    "deep": DEEP.encode(),
    "json-but-no-notebook": b'{"points": 2}',
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    "zip": b"PK\x03\x04" + bytes(100),
    "millions-of-values": b'{"cells": [' + b",".join([b"[]"] * 1_000_000) + b"]}",
    "hundred-thousand-cells": b'{"cells": [' + b",".join([b"{}"] * 100_000) + b"]}",
    "wrong-encoding": '{"cells": "é"}'.encode("latin-1"),
}


def contents():
    """{name: bytes} of every submission that is one file."""
    made = {name: course.right_but(triple=source) for name, source in ATTACKS.items()}
    made |= {name: course.edited(course.right_but(triple=WRONG), change) for name, change in NOTEBOOKS.items()}
    return made | FILES
