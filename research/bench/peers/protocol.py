"""Input and protocol that the Python peers share; both are told in support/peer-input.mjs and support/peer-process.mjs."""

import json
import os
import sys
import time

import numpy as np

COLUMNS = ("open", "high", "low", "close", "mark", "longPays", "shortGets")
TERMS = ("rows", "points", "navStart", "weight", "takerFee", "slippage", "firstRow", "barMs")


def read_input(directory):
    """Returns terms (dict of floats), points (array [point][7]) and columns (dict of arrays, a bar a row)."""
    read = lambda name: np.fromfile(os.path.join(directory, name), dtype=np.float64)
    terms = dict(zip(TERMS, read("terms.f64")))
    points = read("points.f64").reshape(int(terms["points"]), 7)
    columns = dict(zip(COLUMNS, read("columns.f64").reshape(len(COLUMNS), int(terms["rows"]))))
    return terms, points, columns


def timed(function):
    """Returns what the function returns, and the processor time in seconds that it took."""
    before = time.process_time()
    result = function()
    return result, time.process_time() - before


def answer(document):
    print(json.dumps(document), flush=True)


def serve(version, run):
    """Warms up, then answers every line of the standard input. run: () -> (seconds of columns, seconds, results)."""
    results = run()[2]
    answer({"version": version, "seconds": time.process_time()})
    for line in sys.stdin:
        verb, _, path = line.strip().partition(" ")
        if verb == "run":
            column_seconds, seconds, results = run()
            answer({"columnSeconds": column_seconds, "seconds": seconds})
        else:
            np.ascontiguousarray(results, dtype=np.float64).tofile(path)
            answer({})
