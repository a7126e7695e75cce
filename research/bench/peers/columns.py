"""The two columns of momentum that combinations share, in the order of operations of src/core/quant."""

import numpy as np
from numba import njit


@njit(error_model="numpy")
def ema(values, period):
    """TA-Lib's: seeded with the mean of the first values, NaN before."""
    out = np.full(values.size, np.nan)
    if values.size < period:
        return out
    average = 0.0
    for row in range(period):
        average += values[row]
    average /= period
    out[period - 1] = average
    alpha = 2 / (period + 1)
    for row in range(period, values.size):
        average += alpha * (values[row] - average)
        out[row] = average
    return out


@njit(error_model="numpy")
def atr(high, low, close, period):
    """Wilder's; the first bar counts with high - low."""
    out = np.full(close.size, np.nan)
    average = 0.0
    for row in range(close.size):
        reach = high[row] - low[row]
        if row > 0:
            reach = max(reach, abs(high[row] - close[row - 1]), abs(low[row] - close[row - 1]))
        if row < period:
            average += reach
            if row == period - 1:
                average /= period
        else:
            average = (average * (period - 1) + reach) / period
        if row >= period - 1:
            out[row] = average
    return out
