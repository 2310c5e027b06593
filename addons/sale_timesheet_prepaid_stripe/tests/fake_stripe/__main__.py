"""Run the double as a process: python -m fake_stripe --port 0."""

import argparse
import sys

from .server import FakeServer

parser = argparse.ArgumentParser(prog="fake_stripe", description=__doc__)
parser.add_argument("--port", type=int, default=0, help="0: any that is free")
server = FakeServer(parser.parse_args().port)
sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
sys.stdout.flush()
server.serve_forever()
