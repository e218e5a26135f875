"""The hostile and broken submissions that grading must survive: see attacks.py."""
