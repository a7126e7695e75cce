"""Momentum's rules as one fused Numba loop, written by hand: what a careful user of Numba would run instead of hedge.

usage: python fused-numba.py DIRECTORY plain|stops     (plain leaves the stop out of the compiled loop)
"""

import sys

import numba
import numpy as np

from columns import atr, ema
from rules import build
from protocol import read_input, serve, timed

FIGURES = 16


def main(directory, kind):
    terms, points, columns = read_input(directory)
    windows, places = np.unique(points[:, :2], return_inverse=True)
    periods, range_places = np.unique(points[:, 2], return_inverse=True)
    which = np.column_stack([places.reshape(-1, 2), range_places.reshape(-1, 1)]).astype(np.int64)
    bars = tuple(columns[name] for name in ("open", "high", "low", "mark", "longPays", "shortGets"))
    funded = (columns["longPays"] != 0) | (columns["shortGets"] != 0)
    costs = tuple(terms[name] for name in ("navStart", "weight", "takerFee", "slippage", "firstRow"))
    evaluate = build(kind == "stops")
    out = np.zeros((points.shape[0], FIGURES))

    def shared():
        averages = np.stack([ema(columns["close"], int(window)) for window in windows])
        ranges = np.stack([atr(columns["high"], columns["low"], columns["close"], int(one)) for one in periods])
        return averages, ranges

    def run():
        (averages, ranges), column_seconds = timed(shared)
        _, seconds = timed(lambda: evaluate(bars, funded, averages, ranges, which, points, costs, out))
        return column_seconds, seconds, out

    serve(f"numba {numba.__version__}", run)


main(*sys.argv[1:3])
