"""How tests start the double, steer it and look into it."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from .server import FakeServer


class FakeStripe:
    """A running double: in this process, or in one of its own that outlives kills."""

    def __init__(self, url, stop):
        self.url = url
        self.stop = stop

    @classmethod
    def start(cls):
        """Start it as a thread of this process."""
        server = FakeServer()
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def stop():
            server.shutdown()
            server.server_close()

        return cls(f"http://127.0.0.1:{server.server_address[1]}", stop)

    @classmethod
    def spawn(cls, port=0):
        """Start it as a process."""
        command = [
            sys.executable,
            "-m",
            __package__.split(".")[-1],
            "--port",
            str(port),
        ]
        folder = Path(__file__).parent.parent
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, text=True
        )

        def stop():
            process.terminate()
            process.wait()
            process.stdout.close()

        return cls(process.stdout.readline().strip(), stop)

    def __getattr__(self, verb):
        """Return a verb of the double: see STEERING and Handler._do in server.py."""
        if verb.startswith("_"):
            raise AttributeError(verb)

        def steer(**values):
            return self._send(f"/_fake/{verb}", json.dumps(values))

        return steer

    def ledger(self):
        """Return what was really charged."""
        return self.dump()["ledger"]

    def events(self, *names):
        """Return the events so far, of these types, the oldest first."""
        events = self.dump()["events"]
        return [event for event in events if not names or event["type"] in names]

    def requests(self, path):
        """Return the requests for paths that start so."""
        return [r for r in self.dump()["requests"] if r["path"].startswith(path)]

    def _send(self, path, body):
        request = urllib.request.Request(self.url + path, body.encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
