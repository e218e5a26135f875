# A kernel reads this before it looks into the notebook's folder: a helpers.py there hides nothing.
import helpers.study.beside

c.InteractiveShellApp.extensions = [helpers.study.beside.__name__]  # noqa: F821 - `c` is given
