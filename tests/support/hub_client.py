"""A browser's part in a class on a JupyterHub, as HTTP calls: sign in, start a server, use its pages' endpoints."""

import json
import time

import nbformat
import requests

from helpers.instructors.people.book import COURSE_ID as COURSE

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

    def assignment(self, lesson):
        """What Assignment List shows of a lesson: status -> entry."""
        shown = self.get("assignments", params={"course_id": COURSE})
        assert shown["success"], shown
        return {entry["status"]: entry for entry in shown["value"] if entry["assignment_id"] == lesson}

    def act(self, action, lesson):
        """Press "fetch", "submit" or "fetch_feedback" in Assignment List; return what it then shows of the lesson."""
        shown = self.post(f"assignments/{action}", data={"course_id": COURSE, "assignment_id": lesson})
        assert shown["success"], shown
        return self.assignment(lesson)

    def solve(self, lesson, grade_id, answer):
        """Write an answer into the fetched notebook and save it."""
        path = f"api/contents/{lesson}/{lesson}.ipynb"
        notebook = nbformat.from_dict(self.get(path)["content"])
        cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
        cell.source = answer
        saved = self.call("PUT", path, json={"type": "notebook", "format": "json", "content": notebook})
        assert saved.status_code == 200, saved.text

    def said_by_a_kernel(self, code):
        """What `code` prints in a new kernel of this person's server."""
        from websocket import create_connection

        kernel = self.post("api/kernels", json={"name": "python3"})
        cookies = "; ".join(
            f"{c.name}={c.value}"
            for c in self.session.cookies
            if self.base.endswith(c.path.rstrip("/")) or c.path == "/"
        )
        address = self.base.replace("http://", "ws://") + f"/api/kernels/{kernel['id']}/channels"
        socket = create_connection(address, cookie=cookies, timeout=PATIENCE)
        header = {"msg_id": "1", "username": "", "session": "s", "msg_type": "execute_request", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
        socket.send(
            json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
        )
        while True:
            message = json.loads(socket.recv())
            assert message["header"]["msg_type"] != "error", message["content"]
            if message["header"]["msg_type"] == "stream":
                break
        socket.close()
        assert self.call("DELETE", f"api/kernels/{kernel['id']}").status_code == 204
        return message["content"]["text"].strip()

    def _xsrf(self, path):
        return next((c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == path), "")
