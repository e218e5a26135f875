"""The README's picture, made anew from the product: an exercise of lesson 01 with a known mistake, its hint, and a widget.

python tests/bench/first_look.py
"""

import io
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/support")]

import nbformat
from browser import chromium, jupyter_lab
from PIL import Image

LESSON = "01-perceptron-gates"
PICTURE = ROOT / "docs/first-look.png"
EXERCISE = "neuron"
MISTAKE = "def neuron(x, w, b):\n    return w @ x + b > 0"
TUNER = 'GateTuner(gate="AND", w1=1, w2=1, b=-1.5, hide=["gate", "view"])'


def main():
    """Write the picture, in few colours so that it stays small."""
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(notebook(), Path(folder) / f"{LESSON}.ipynb")
        with chromium() as browser, jupyter_lab(folder) as lab:
            with lab.open(browser, f"{LESSON}.ipynb", width=1180, height=1080) as opened:
                opened.run_all()
                opened.page.wait_for_timeout(1500)
                page = opened.page.locator(".jp-NotebookPanel").screenshot()
    picture = Image.open(io.BytesIO(page)).convert("RGB").quantize(64)
    picture.save(PICTURE, optimize=True)
    print(f"wrote {PICTURE.relative_to(ROOT)} ({PICTURE.stat().st_size / 1000:.0f} kB)")


def notebook():
    """The cells of the lesson that belong to one exercise, the answer in them mistaken, and its widget."""
    lesson = nbformat.read(ROOT / f"course/{LESSON}/{LESSON}.ipynb", as_version=4)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in lesson.cells]
    answer = names.index(EXERCISE)
    check = names.index(f"check-{EXERCISE}")
    cells = [lesson.cells[index] for index in (answer - 1, answer, check)]
    cells[1].source = MISTAKE
    cells[0].source = "\n\n".join(cells[0].source.split("\n\n")[:2])  # its heading, and what is asked
    setup = nbformat.v4.new_code_cell("from helpers import check\nfrom helpers.widgets import GateTuner")
    return nbformat.v4.new_notebook(
        cells=[setup, *cells, nbformat.v4.new_code_cell(TUNER)], metadata={"kernelspec": lesson.metadata.kernelspec}
    )


if __name__ == "__main__":
    main()
