"""One combination of momentum's rules after the other, in one loop over the bars.

The rules and the figures are those of src/core/research/kernel/momentum-leg.ts and tally.ts, in their order of operations.
"""

from numba import njit


def build(with_stops):
    """The loop, compiled with or without stops: a question inside would cost more than its answer."""

    @njit(error_model="numpy")
    def evaluate(bars, funded, averages, ranges, which, points, terms, out):
        nav_start, weight, taker_fee, slippage, first_row = terms
        open_, high, low, mark, long_pays, short_gets = bars
        rows = open_.size
        for at in range(points.shape[0]):
            fast, slow, reach = averages[which[at, 0]], averages[which[at, 1]], ranges[which[at, 2]]
            entry_strength, full_strength, stop_atr = points[at, 3], points[at, 4], points[at, 5]
            wallet = nav = peak = nav_start
            inverse = 1 / nav_start
            total = squares = downside = deepest = gains = losses = 0.0
            fees = funding = traded = exposure = profit = 0.0
            kept = 1 + 1e-12
            trades = wins = held_bars = 0
            qty = entry = stop = strength = distance = decided = 0.0
            held = side = wait = 0
            closing = False
            # Before the first decision nothing can happen.
            for row in range(int(max(first_row, points[at, 6])), rows):
                touched = held != 0
                if side != 0 or closing:
                    touched = True
                    first = open_[row]
                    opens = held == 0
                    if with_stops and held != 0 and (first <= stop if held > 0 else first >= stop):
                        wait = held
                        price = first * (1 - held * slippage)
                    elif closing:
                        price = first * (1 - held * slippage)
                        opens = side != 0
                    if held != 0:
                        realized = qty * (price - entry)
                        fee = abs(qty) * price * taker_fee
                        wallet += realized - fee
                        profit += realized - fee
                        fees += fee
                        traded += abs(qty) * price
                        trades += 1
                        if profit > 0:
                            wins += 1
                            gains += profit
                        else:
                            losses -= profit
                        qty = 0.0
                        held = 0
                    if opens:
                        price = first * (1 + side * slippage)
                        # Of two fills at this open the second is sized by the money after the first.
                        worth = wallet if closing else nav
                        qty = side * (worth * weight * strength) / decided
                        entry = price
                        stop = price - side * distance
                        fee = abs(qty) * price * taker_fee
                        wallet -= fee
                        profit = -fee
                        fees += fee
                        traded += abs(qty) * price
                        held = side
                if with_stops and held != 0 and (low[row] <= stop if held > 0 else high[row] >= stop):
                    first = open_[row]
                    gapped = first <= stop if held > 0 else first >= stop
                    # What was opened at this open has its stop from then on.
                    price = first if gapped and side == 0 else stop
                    price *= 1 - held * slippage
                    wait = held
                    realized = qty * (price - entry)
                    fee = abs(qty) * price * taker_fee
                    wallet += realized - fee
                    profit += realized - fee
                    fees += fee
                    traded += abs(qty) * price
                    trades += 1
                    if profit > 0:
                        wins += 1
                        gains += profit
                    else:
                        losses -= profit
                    qty = 0.0
                    held = 0
                if touched:
                    gross = 0.0
                    now = wallet
                    if held != 0:
                        if funded[row]:
                            cash = -qty * (long_pays[row] if held > 0 else short_gets[row])
                            wallet += cash
                            profit += cash
                            funding += cash
                        now = wallet + qty * (mark[row] - entry)
                        gross = abs(qty) * mark[row]
                        held_bars += 1
                    change = (now - nav) * inverse
                    nav = now
                    inverse = 1 / now
                    total += change
                    squares += change * change
                    if change < 0:
                        downside += change * change
                    if now > peak:
                        peak = now
                    elif now <= peak * kept:
                        # As hedge's kernel and C: only what may be deeper is divided, and judged exactly.
                        drawdown = 1 - now / peak
                        if drawdown > deepest:
                            deepest = drawdown
                            kept = (1 - deepest) * (1 + 1e-12)
                    exposure += gross * inverse
                closing = False
                side = 0
                span = reach[row]
                apart = fast[row] - slow[row]
                zone = (1 if apart > 0 else -1 if apart < 0 else 0) if span != 0 else 0
                if zone != wait:
                    wait = 0
                if zone == held:
                    continue
                closing = held != 0
                if span > 0 and not (held == 0 and zone == wait):
                    x = abs(apart / span)
                    if x >= entry_strength:
                        side = zone
                        strength = min(1.0, x / full_strength)
                        distance = stop_atr * span
                        decided = mark[row]
            figures = out[at]
            figures[0], figures[1], figures[2], figures[3] = rows - first_row, nav, total, squares
            figures[4], figures[5], figures[6], figures[7] = downside, deepest, trades, wins
            figures[8], figures[9], figures[10], figures[11] = gains, losses, fees, funding
            figures[12], figures[13], figures[14] = traded, exposure, held_bars
            # One market: its bars are those of its positions.
            figures[15] = held_bars

    return evaluate
