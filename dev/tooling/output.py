"""Messages for the person at the terminal."""

import contextlib
import signal
import subprocess
import sys
import time


class Problem(Exception):
    """A reason to stop that the reader can act upon: shown as one line."""


def say(text=""):
    """Print at once, even when the output goes to a file."""
    print(text, flush=True)


class Step:
    """One long step: its title, its progress and how long it has taken."""

    def __init__(self, title):
        self.title = title
        self.start = time.monotonic()
        self.live = sys.stdout.isatty()

    def seconds(self):
        """Return the elapsed time as text."""
        return f"{time.monotonic() - self.start:.0f} s"

    def progress(self, text):
        """Show how far the step is, on a terminal only."""
        if self.live:
            sys.stdout.write(f"\r\033[K{self.title}… {text}, {self.seconds()}")
            sys.stdout.flush()

    def done(self):
        """Close the step's line."""
        say(f"\r\033[K{self.title}… {self.seconds()}" if self.live else self.seconds())


@contextlib.contextmanager
def step(title):
    """Announce a long step, and tell its duration when it is over."""
    current = Step(title)
    sys.stdout.write(f"{title}… ")
    sys.stdout.flush()
    try:
        yield current
    except BaseException:
        say("stopped")
        raise
    current.done()


def report(function):
    """Run `function`; turn problems and ctrl-C into a short message and exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.stdout.reconfigure(errors="replace")
    try:
        return function()
    # What the system refuses (a full disk, a program that is not there) is a problem
    # of the machine, not of this code: its message is enough.
    except (Problem, OSError, subprocess.SubprocessError) as problem:
        print(f"Error: {problem}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; run it again to go on.", file=sys.stderr, flush=True)
        return 130
