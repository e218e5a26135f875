"""A browser's part in a class on a JupyterHub, as HTTP calls: sign in, start a server, use its pages' endpoints."""
import time

import requests

PATIENCE = 180  # seconds for something that a loaded machine does slowly


def wait_until(ready, what):
    """Call `ready` until it returns something true, and return that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"{what} did not happen within {PATIENCE} s")


class Person:
    """Someone with a browser. `base` is where calls go: their own server, or the Formgrader service."""

    def __init__(self, hub, name, password):
        self.hub, self.name = hub, name
        self.session = requests.Session()
        self.session.get(f"{hub}/hub/login")
        data = {"username": name, "password": password, "_xsrf": self._xsrf("/hub/")}
        self.answer = self.session.post(f"{hub}/hub/login", data=data, allow_redirects=False)
        self.signed_in = self.answer.status_code == 302
        self.base = f"{hub}/user/{name}"

    def ask_for_server(self):
        """Ask for this person's own server, which starts in the background."""
        self.session.get(f"{self.hub}/hub/spawn/{self.name}")
        return self

    def wait_for_server(self):
        """Open JupyterLab on the own server as soon as it runs."""
        wait_until(self.server_runs, f"the server of {self.name}")
        return self

    def server_runs(self):
        page = self.session.get(f"{self.base}/lab")
        return page.status_code == 200 and page.url.split("?")[0] == f"{self.base}/lab"

    def open_service(self, name):
        """Go to a service, signing in there on the way; return its page."""
        self.base = f"{self.hub}/services/{name}"
        return self.session.get(f"{self.base}/lab")

    def call(self, method, path, **options):
        headers = {"X-XSRFToken": self._xsrf(self.base.removeprefix(self.hub) + "/")}
        return self.session.request(method, f"{self.base}/{path}", headers=headers, **options)

    def get(self, path, **options):
        answer = self.call("GET", path, **options)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def post(self, path, **options):
        answer = self.call("POST", path, **options)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def _xsrf(self, path):
        return next((c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == path), "")
