"""The measurements behind `make bench`. Each function returns its rows of the table."""

import contextlib
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

from bench import ROOT, Row

from helpers.course import notebooks

KERAS = ("07", "08", "10", "11", "12", "13")


def imports():
    """What `import helpers`, and the names that every lesson imports from it, add to a bare Python."""
    bare = fastest(9, "pass")
    light, face = (
        1000 * max(0, fastest(9, code) - bare)
        for code in ("import helpers", "from helpers import check, questions, quiz, table")
    )
    return [
        Row("`import helpers`, over bare Python", "< 100 ms", f"{light:.1f} ms; with `check` and `quiz` {face:.0f} ms")
    ]


def fastest(times, code):
    """Least seconds of `python -c code` over some runs: what other programs add on top is not ours."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        taken.append(time.perf_counter() - began)
    return min(taken)


def lessons():
    """Restart and run all, solutions edition, each lesson in a fresh kernel: seconds, and processor time, which load hardly changes."""
    from helpers.instructors.authored import Course
    from helpers.instructors.handouts.run import run_notebook

    taken = {}
    for lesson in Course(ROOT).lessons:
        notebook = lesson.notebook()
        began, busy = time.perf_counter(), children()
        run_notebook(notebook, lesson.folder)
        taken[lesson.number] = time.perf_counter() - began, children() - busy
        print(f"  {lesson.slug}: {told(*taken[lesson.number])}", file=sys.stderr, flush=True)
    rows = []
    for kind, bar, chosen in (
        ("NumPy", "≤ 10 s", set(taken) - set(KERAS)),
        ("Keras", "≤ 40 s", set(taken) & set(KERAS)),
    ):
        slowest = max(chosen, key=taken.get)
        rows.append(Row(f"run all, slowest {kind} lesson", bar, f"{slowest}: {told(*taken[slowest])}"))
    whole = told(*(sum(column) for column in zip(*taken.values())))
    return rows + [Row("run all, whole course", "≤ 240 s", f"{whole}, {len(taken)} lessons")]


def told(seconds, busy):
    return f"{seconds:.0f} s" + (f" ({busy:.0f} s of processor time)" if busy else "")


def children():
    """Processor seconds of all finished programs that this one has started; 0 where the system does not tell."""
    used = os.times()
    return used.children_user + used.children_system


def bank():
    """The banks' wrong answers, on the public cases: how many, which are rejected and recognized; and other right answers."""
    from helpers.checks import probes
    from helpers.checks.check import public_spec
    from helpers.checks.judges import judge
    from helpers.instructors.authored import Course

    counts, rejected, recognized, right = [], 0, 0, []
    for exercise in [found for lesson in Course(ROOT).lessons for found in lesson.bank().exercises if not found.secret]:
        spec = public_spec(exercise.id)
        counts.append(len(exercise.misconceptions))
        for wrong in exercise.misconceptions:
            verdict = judge(spec, probes.answer(probes.request(spec), wrong.wrong))
            rejected += verdict.points < exercise.points
            recognized += wrong.name in verdict.misconceptions
        right += [
            judge(spec, probes.answer(probes.request(spec), other)).state == "right"
            for other in exercise.alternatives.values()
        ]
    total = sum(counts)
    return [
        Row(
            "misconceptions of an exercise",
            "≥ 4",
            f"{min(counts)} to {max(counts)}; {total} in {len(counts)} exercises",
        ),
        Row("misconceptions that lose their mark", "100 %", f"{100 * rejected / total:.0f} %"),
        Row("misconceptions met with their own hint", "≥ 95 %", f"{100 * recognized / total:.1f} %"),
        Row(
            "alternative right answers that are accepted",
            "100 %",
            f"{100 * sum(right) / len(right):.0f} % of {len(right)}",
        ),
    ]


def strangers():
    """What the check says of wrong first tries by someone who had seen the released notebooks alone."""
    import strangers

    with tempfile.TemporaryDirectory() as home, mock.patch.dict(os.environ, NNCOURSE_HOME=home):
        told = [(one, *strangers.checked(one)) for one in strangers.tries()]
    named = sum(one.named and one.phrase in report.text() for one, report, _ in told)
    false = sum(strangers.is_false(report, one) for one, report, _ in told)
    seconds = statistics.median(seconds for _, _, seconds in told)
    return [
        Row(
            "strangers' wrong tries whose hint names the mistake",
            "≥ 95 %",
            f"{100 * named / len(told):.1f} % of {len(told)}",
        ),
        Row("strangers' wrong tries that meet a false word", "0", str(false)),
        Row("a check of a NumPy exercise, wrong answer, median", "< 300 ms", f"{1000 * seconds:.0f} ms"),
    ]


# -- widgets ----------------------------------------------------------------------------------------------------

OURS = 'from helpers.widgets import GateTuner\nGateTuner(gate="AND", w1=1, w2=1, b=-2.3)'
# What GateTuner shows, drawn by the kernel: the line and the four corners.
INTERACT = """
%matplotlib inline
import matplotlib.pyplot as plt, numpy as np
from ipywidgets import FloatSlider, interact

def draw(w1=1.0):
    fig, axis = plt.subplots(figsize=(4, 4))
    x = np.linspace(-0.5, 1.5, 50)
    axis.plot(x, -(w1 * x - 1.5))
    axis.scatter([0, 0, 1, 1], [0, 1, 0, 1])
    axis.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
    plt.show()

interact(draw, w1=FloatSlider(value=1.0, min=-5, max=5, step=0.1));
"""
STEPS, HELD = 200, 40  # of ours, and of the peer, which is slow
REACH = 6  # moves of a drag one way
# Time from a key to the first frame after the output area got another picture.
WATCH_PICTURE = """() => {
    window.shown = [];
    let pressed = 0, last = '';
    document.addEventListener('keydown', () => { pressed = performance.now(); }, { capture: true });
    const look = () => {
        const picture = document.querySelector('.jp-OutputArea-output img');
        if (picture && picture.src !== last) {
            const first = !last, from = pressed;
            last = picture.src;
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => { if (!first) window.shown.push(performance.now() - from); };
                channel.port2.postMessage(0);
            });
        }
    };
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['src'] });
}"""


def widgets():
    """Key and drag to painted frame in JupyterLab and in a page from disk, and how many of the steps are painted.

    Until a screen of 60 Hz shows its next frame, up to 16.7 ms pass, whatever the program does. So it is measured twice:
    with frames as soon as they are ready, and on such a screen.
    """
    import nbformat
    from browser import UNTHROTTLED, chromium, jupyter_lab, offline_page

    ready, screen = {}, {}
    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(widget_page(), "utf-8")
        for name, code in (("ours", OURS), ("interact", INTERACT)):
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
            notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(notebook, Path(scratch) / f"{name}.ipynb")
        with jupyter_lab(scratch) as lab:
            for found, arguments in ((ready, UNTHROTTLED), (screen, ())):
                with chromium(*arguments) as browser:
                    with offline_page(browser, page) as opened:
                        found["page"], found["page drag"] = press_ours(opened), drag_ours(opened)
                    with lab.open(browser, "ours.ipynb") as opened:
                        opened.run_all()
                        found["lab"], found["lab drag"] = press_ours(opened.page), drag_ours(opened.page)
                    with lab.open(browser, "interact.ipynb") as opened:
                        opened.run_all()
                        found["single"], found["held"] = press_interact(opened.page)
    ours = {
        place: f"{p95(times):.1f} ms; on a 60 Hz screen {p95(screen[place]):.1f} ms"
        for place, times in ready.items()
        if place in ("lab", "page", "lab drag", "page drag")
    }
    peer = f"`interact` with matplotlib: {p95(ready['single']):.0f} ms"
    painted, dragged = (f"{len(screen[place])} of {STEPS}" for place in ("lab", "lab drag"))
    return [
        Row("widget in JupyterLab, key to paint, p95", "≤ 16 ms", ours["lab"], peer),
        Row("widget in a handout, key to paint, p95", "≤ 16 ms", ours["page"]),
        Row("steps of a held key that are painted", "all", painted, f"`interact`: {screen['held']} of {HELD}"),
        Row("widget in JupyterLab, drag to paint, p95", "≤ 16 ms", ours["lab drag"]),
        Row("widget in a handout, drag to paint, p95", "≤ 16 ms", ours["page drag"]),
        Row("moves of a drag that are painted", "all", dragged),
    ]


def p95(times):
    return statistics.quantiles(times, n=20)[-1]


def press_ours(page):
    """Milliseconds from key to painted frame, for each step that was painted while the key was held."""
    page.locator('input[data-name="w1"]').first.focus()
    return timed(page, lambda count: page.keyboard.press("ArrowLeft" if count // 20 % 2 else "ArrowRight"))


def drag_ours(page):
    """Milliseconds from a move of the mouse to its painted frame, while the line is pulled to and fro by its handle."""
    handle = page.locator('[data-handle="line"]').first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()

    def pull(count):
        far = REACH - abs(count % (2 * REACH) - REACH)
        page.mouse.move(x - 12 * far, y + 12 * far)  # each move is more than one step of the bias

    times = timed(page, pull)
    page.mouse.up()
    return times


def timed(page, step):
    """Does step(1), step(2), … as fast as a person does; milliseconds to the frame of each that changed the picture."""
    from browser import WATCH

    def go(first, steps):
        for count in range(first, first + steps):
            step(count)
            page.wait_for_timeout(34)
        page.wait_for_timeout(300)

    go(1, 40)  # the browser compiles what runs often
    page.evaluate(WATCH)
    go(41, STEPS)
    return page.evaluate("() => window.shown")


def press_interact(page):
    """(milliseconds of single keys, each after the picture of the last one; pictures seen while the key was held)."""
    page.locator(".jp-OutputArea-output img").first.wait_for()
    page.locator(".noUi-handle").first.focus()
    page.evaluate(WATCH_PICTURE)
    for count in range(1, 16):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(f"() => window.shown.length >= {count}", timeout=60_000)
        page.wait_for_timeout(200)
    single = page.evaluate("() => window.shown")
    for _ in range(HELD):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(34)
    page.wait_for_timeout(3000)
    return single, page.evaluate("() => window.shown.length") - len(single)


def widget_page():
    """A page with one widget, as handouts have it."""
    from helpers.widgets import GateTuner, base

    part = GateTuner(gate="AND", w1=1, w2=1, b=-2.3)._repr_mimebundle_()[0][base.MIME]
    body = base.handout_mount(part) + base.handout_parts([part["widget"]])
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widget</title></head><body><main>{body}</main></body></html>'


# -- handouts ---------------------------------------------------------------------------------------------------


def handouts(number="01"):
    """One lesson as a page: size, what it would fetch, and what axe-core finds, against `nbconvert --to html`."""
    from axe_playwright_python.sync_playwright import Axe
    from browser import chromium, offline_page
    from nbconvert import HTMLExporter

    from helpers.instructors.authored import Course
    from helpers.instructors.handouts.exporter import StudentExporter
    from helpers.instructors.handouts.run import run_notebook

    lesson = Course(ROOT).lesson(number)
    notebook = run_notebook(lesson.notebook(), lesson.folder)
    resources = {"metadata": {"name": lesson.slug, "path": str(lesson.folder)}}
    pages = {
        "stock": HTMLExporter().from_notebook_node(notebook, resources)[0],
        "ours": StudentExporter(execute=False).from_notebook_node(notebook, resources)[0],
    }
    found = {}
    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch, chromium() as browser:
        for name, text in pages.items():
            path = Path(scratch) / f"{name}.html"
            path.write_text(text, "utf-8")
            with offline_page(browser, path) as page:
                page.wait_for_timeout(1500)
                requests = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))]
                found[name] = len(text.encode()) / 1000, len(requests), Axe().run(page).violations_count
    stock, ours = found["stock"], found["ours"]
    return [
        Row(
            f"handout of lesson {number}, size",
            "≤ 700 kB",
            f"{ours[0]:.0f} kB",
            f"nbconvert: {stock[0]:.0f} kB, scripts not counted",
        ),
        Row(f"handout of lesson {number}, external requests", "0", str(ours[1]), f"nbconvert: {stock[1]}"),
        Row(f"handout of lesson {number}, axe violations", "0", str(ours[2]), f"nbconvert: {stock[2]}"),
    ]


# -- grading ----------------------------------------------------------------------------------------------------


def grading(lessons=(("01", "NumPy", 6, 12), ("07", "TensorFlow", 10, 6)), rounds=2):
    """Whole commands on the same submissions: `nncourse grade` with its sandbox against stock `nbgrader autograde`."""
    from helpers.instructors.grading.bench import main

    for number, kind, bar, submissions in lessons:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.chdir(ROOT):
            ratio = main(number, submissions, rounds)
        stock, ours = re.search(r"stock ([\d.]+) s, nncourse ([\d.]+) s", printed.getvalue()).groups()
        ours = f"{ours} s each of {submissions}: {ratio:.1f} ×"
        yield Row(f"grading lesson {number} ({kind})", f"≥ {bar} ×", ours, f"`nbgrader autograde`: {stock} s each")


def memory(number="00", submissions=1000):
    """One run of `nncourse grade` over a large class, and what the process holds near its beginning and at its end (Linux)."""
    from helpers.instructors.authored import Course
    from helpers.instructors.grading.bench import prepare, typical

    lesson = Course(ROOT).lesson(number)
    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
        course = prepare(Course(ROOT), Path(scratch), lesson.slug, typical(lesson, submissions))
        began, held, done = time.perf_counter(), [], course.grading.results / lesson.slug
        words = [sys.executable, "-m", "helpers", "grade", number]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(words, cwd=course.root, env=os.environ | {"PYTHONPATH": str(ROOT)}, **quiet) as running:
            while running.poll() is None:
                graded = len(list(done.glob("*.json")))
                status = Path(f"/proc/{running.pid}/status").read_text()
                held += [int(size) / 1000 for size in re.findall(r"VmRSS:\s*(\d+) kB", status) if graded >= 50]
                time.sleep(0.3)
        taken = time.perf_counter() - began
        assert running.returncode == 0 and len(list(done.glob("*.json"))) == submissions, "the class was not graded"
    return [
        Row(
            f"memory while grading {submissions} submissions",
            "flat",
            f"{held[0]:.0f} MB at the 50th, {held[-1]:.0f} MB at the last; {taken:.0f} s in all",
        )
    ]


OWN_CELLS = """
import json, os, sys

def cells(path):
    for cell in json.load(open(path))["cells"]:
        about = cell["metadata"]
        if cell["cell_type"] == "code" and ("nbgrader" in about or "setup" in about.get("tags", [])):
            yield "".join(cell["source"])

exec(next(cells(sys.argv[1])), {})  # the set-up: this process is warm
total = 0
for path in sys.argv[1:]:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        space = {}
        for source in cells(path):
            try:
                exec(source, space)
            except Exception:
                pass
        os._exit(0)
    used = os.wait4(child, 0)[2]
    total += used.ru_utime + used.ru_stime
print(total)
"""
FEW = 10


def own_cells(files):
    """Processor seconds of one notebook's own cells, with as many at a time as a run grades: the same load for both."""
    words = [sys.executable, "-c", OWN_CELLS, *files]
    running = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(os.cpu_count())]
    return statistics.mean(float(one.communicate()[0]) for one in running) / len(files)


def no_two_alike(contents):
    """Hand-ins with a comment of their own in each answer in code that was begun: what a grader remembers of one text
    then helps with no other.
    """
    for number, content in enumerate(contents):
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and notebooks.is_answer(cell) and "NotImplementedError" not in source:
                cell["source"] = f"{source}\n# as hand-in {number} has it"
        yield json.dumps(notebook).encode()


def crowd(lessons=(("01", 450), ("05", 450), ("07", 100))):
    """A class of a thousand on several lessons: processor time that a run costs once and for each hand-in, by two sizes,
    against the student's own cells; and what later runs of the whole class cost.
    """

    from helpers.instructors.authored import Course
    from helpers.instructors.grading.bench import hand_in, prepare, typical
    from helpers.instructors.grading.isolation import adopt_orphans

    def spent(course, *words):
        before = children()
        words = [sys.executable, "-m", "helpers", "grade", *words]
        subprocess.run(
            words, cwd=course.root, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
        )
        # The sandbox ends before what ran in it, of which nobody would then hear how long it took.
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        return children() - before

    adopt_orphans()

    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as small, tempfile.TemporaryDirectory() as large:
        small, large = (prepare(Course(ROOT), Path(scratch), "", ()) for scratch in (small, large))
        for number, many in lessons:
            lesson = Course(ROOT).lesson(number)
            for course, count in ((small, FEW), (large, many)):
                hand_in(course, lesson.slug, no_two_alike(typical(lesson, count)))
            least, whole = spent(small, number), spent(large, number)
            slope = (whole - least) / (many - FEW)
            files = sorted(map(str, small.grading.submitted.glob(f"*/{lesson.slug}/*.ipynb")))
            own = own_cells(4 * files)
            yield Row(
                f"grading lesson {number}: a hand-in against its own set-up, answers and checks in a warm process",
                "≤ 2 ×",
                f"{slope / own:.1f} × ({slope:.3f} s of processor time each, by {FEW} and {many}; "
                f"own cells {own:.3f} s); {least - FEW * slope:.1f} s once",
            )
        again = spent(large)
        changed = next((large.grading.submitted / "student0000").rglob("*.ipynb"))
        changed.write_text(changed.read_text("utf-8") + "\n", "utf-8")
        one = spent(large)
    total = sum(many for _, many in lessons)
    named = ", ".join(number for number, _ in lessons)
    yield Row(
        f"{total} hand-ins of lessons {named} again, unchanged",
        "< 2 s",
        f"{again:.1f} s of processor time; one changed: {one:.1f} s",
    )


def similarity(number="05", count=60, classes=5, crowd=1000):
    """Made classes with copies in disguise: found, missed, wrongly accused; and what a large class costs.

    Whole copies, and copies of the longer half of the answers; the wrongly accused are counted in classes of long and
    of short answers. Time is that of one lesson with a thousand hand-ins, and what fourteen lessons take at that rate.
    """
    import look_alikes as made

    from helpers.instructors.authored import Course
    from helpers.instructors.similarity import compare, handins

    def pairs_of(folder, number):
        every = list(handins.read(Course(folder), Course(ROOT).lesson(number)))
        found = [compare.compare(every, kind) for kind in ("code", "words")]
        return {frozenset((pair.one.student, pair.other.student)) for one in found for pair in one.pairs}, len(every)

    hits, tried, wrong, possible = {1.0: 0, 0.5: 0}, {1.0: 0, 0.5: 0}, 0, 0
    for lesson in (number, "01"):
        for seed in range(classes):
            students, truth = made.class_with_copies(lesson, count, seed)
            with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
                found, handed_in = pairs_of(made.course_with(Path(scratch), lesson, students), lesson)
            known = {frozenset(pair): share for pair, (_, share) in truth.items()}
            wrong += len(found - set(known))
            possible += handed_in * (handed_in - 1) // 2 - len(known)
            if lesson == number:
                for pair, share in known.items():
                    tried[share] += 1
                    hits[share] += pair in found
    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
        folder = made.course_with(Path(scratch), number, made.honest_class(number, crowd, 1))
        began = time.process_time()
        pairs_of(folder, number)
        taken = time.process_time() - began
    told = (f"{hits[1.0]} of {tried[1.0]} whole copies", f"{hits[0.5]} of {tried[0.5]} of half the answers")
    yield Row(f"copies in disguise found, lesson {number}", "–", "; ".join(told))
    yield Row("wrongly accused pairs, lessons of long and of short answers", "0", f"{wrong} of {possible}")
    rate = f"{taken:.0f} s of processor time; fourteen such lessons {14 * taken / 60:.1f} min"
    yield Row(f"{crowd} hand-ins of lesson {number} compared", "minutes for 14 lessons", rate)


def battery():
    """The hostile and broken submissions of tests/battery, through `nncourse grade` and through stock nbgrader."""
    from battery import attacks

    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/grading/test_battery.py"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped)", done.stdout)}
    told = "0, 0, 0" if not done.returncode else f"{counts.get('failed', 'some')} tests fail"
    return [
        Row(
            "hostile battery: unearned marks, harmed students, stopped batches",
            "0, 0, 0",
            f"{told}; {len(attacks.contents())} submissions, {counts.get('passed', 0)} tests",
        )
    ]


# -- the set-up -------------------------------------------------------------------------------------------------

PEER = ["jupyterlab", "numpy", "tensorflow", "matplotlib", "ipywidgets", "nbgrader"]


def setup():
    """A clean clone until JupyterLab could open, with empty caches, against pip with the same packages: seconds and download (Linux)."""
    with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
        scratch = Path(scratch)
        clean = os.environ | {
            "UV_CACHE_DIR": f"{scratch}/uv",
            "PIP_CACHE_DIR": f"{scratch}/pip",
            "PIP_NO_CACHE_DIR": "1",
        }
        subprocess.run(["git", "clone", "-q", ROOT, scratch / "ours"], check=True)
        base = getattr(sys, "_base_executable", sys.executable)
        ours = fetched([base, "helpers/bootstrap.py", "setup"], scratch / "ours", clean)
        subprocess.run([base, "-m", "venv", scratch / "peer"], check=True)
        peer = fetched([scratch / "peer/bin/python", "-m", "pip", "install", "-q", *PEER], scratch, clean)
    told = f"`pip install` of {', '.join(PEER[:-1])} and {PEER[-1]}: {peer[0]:.0f} s, {peer[1]:.0f} MB"
    return [
        Row(
            "set-up: clean clone to JupyterLab",
            "half of pip's",
            f"{ours[0]:.0f} s, {ours[1]:.0f} MB: {ours[0] / peer[0]:.0%}, {ours[1] / peer[1]:.0%}",
            told,
        )
    ]


def fetched(words, folder, environment):
    """(seconds, megabytes that came over the network) of a command."""

    def received():
        lines = Path("/proc/net/dev").read_text().splitlines()[2:]
        return sum(int(line.split(":")[1].split()[0]) for line in lines if not line.strip().startswith("lo:")) / 1e6

    began, before = time.perf_counter(), received()
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began, received() - before


PARTS = {
    "setup": setup,
    "imports": imports,
    "bank": bank,
    "strangers": strangers,
    "widgets": widgets,
    "handouts": handouts,
    "lessons": lessons,
    "grading": grading,
    "memory": memory,
    "crowd": crowd,
    "similarity": similarity,
    "battery": battery,
}
