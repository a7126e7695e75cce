"""1,000,000 orders with records in vectorbt: 1,000 bars × 1,000 columns, an order in every cell, half buys and half sells.

usage: python vectorbt-fills.py
"""

import numpy as np
import vectorbt as vbt

from protocol import serve, timed

BARS, COLUMNS = 1_000, 1_000


def main():
    rng = np.random.default_rng(1)
    close = 100 * np.cumprod(1 + rng.normal(0, 0.01, (BARS, COLUMNS)), axis=0)
    size = np.where((np.arange(BARS) % 2 == 0)[:, None], 1.0, -1.0) * np.ones((1, COLUMNS))

    def simulate():
        portfolio = vbt.Portfolio.from_orders(close, size, fees=0.0005, init_cash=1e9)
        return np.array([float(len(portfolio.order_records))])

    def run():
        results, seconds = timed(simulate)
        return 0.0, seconds, results

    serve(f"vectorbt {vbt.__version__}", run)


main()
