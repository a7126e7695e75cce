"""The crossing of two averages in vectorbt, as its documentation does it: indicator, signals, portfolio, metrics.

Semantics matched with hedge's kernel: always long or short with the whole account, no costs, every bar opens where the one
before closed (so that an order at a close and one at the next open are the same), no order before hedge's warm-up is over.
usage: python vectorbt-sweep.py DIRECTORY
"""

import sys

import numpy as np
import pandas as pd
import vectorbt as vbt

from protocol import read_input, serve, timed


def main(directory):
    terms, points, columns = read_input(directory)
    close = pd.Series(columns["close"])
    fast, slow = points[:, 0].astype(int).tolist(), points[:, 1].astype(int).tolist()
    warm_row = points[:, 6]

    def averages():
        run = lambda windows, name: vbt.MA.run(close, windows, ewm=True, short_name=name).ma.to_numpy()
        return run(fast, "fast"), run(slow, "slow")

    def sweep(fast_ma, slow_ma):
        side = np.sign(fast_ma - slow_ma)
        side[np.arange(len(close))[:, None] < warm_row[None, :]] = 0
        turns = side != np.vstack([np.zeros((1, side.shape[1])), side[:-1]])
        # What the last close decides has no open to be filled at.
        turns[-1] = False
        portfolio = vbt.Portfolio.from_orders(
            close,
            size=np.where(turns, side, np.nan),
            size_type="targetpercent",
            init_cash=terms["navStart"],
            freq=pd.Timedelta(milliseconds=terms["barMs"]),
        )
        return np.column_stack(
            [
                portfolio.total_return(),
                portfolio.sharpe_ratio(),
                portfolio.sortino_ratio(),
                -portfolio.max_drawdown(),
                portfolio.trades.closed.count(),
            ]
        )

    def run():
        both, column_seconds = timed(averages)
        results, seconds = timed(lambda: sweep(*both))
        return column_seconds, seconds, results

    serve(f"vectorbt {vbt.__version__}", run)


main(sys.argv[1])
