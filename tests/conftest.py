"""What every test shares: tests marked with `needs(...)` (see system.py) are held to the programs that they name."""
from system import stop_if_missing


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*programs): system programs without which this test cannot run")


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        stop_if_missing(mark.args)
