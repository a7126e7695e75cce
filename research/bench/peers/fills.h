/* What happens rarely in kernel.c: fills and decisions, one combination after the other. */
#include "setup.h"

static void watch(group *g, int lane) {
  const double watched = g->held[lane] != 0 ? g->held[lane] : g->wait[lane];
  g->either[lane] = watched == 0 ? SIGN : 0;
  g->below[lane] = watched < 0 ? SIGN : 0;
  /* A little less than the rule: what passes is judged exactly, what does not can't be an entry. */
  g->limit[lane] = watched == 0 ? -g->entry_strength[lane] * (1 - 1e-12) : 0;
}

static void leave(group *g, int lane, long row, double price) {
  const double qty = g->qty[lane], traded = fabs(qty) * price, fee = traded * taker_fee;
  const double realized = qty * (price - g->entry[lane]), profit = g->profit[lane] + (realized - fee);
  g->wallet[lane] += realized - fee;
  g->fees[lane] += fee;
  g->traded[lane] += traded;
  g->trades[lane] += 1;
  if (profit > 0) {
    g->wins[lane] += 1;
    g->gains[lane] += profit;
  } else g->losses[lane] -= profit;
  g->qty[lane] = g->held[lane] = 0;
  g->long_stop[lane] = -INFINITY;
  g->short_stop[lane] = INFINITY;
  g->held_bars[lane] += row;
  g->positions -= 1;
  watch(g, lane);
}

static void enter(group *g, int lane, long row, double side, double worth) {
  const double price = bars[row].open * (1 + side * slippage);
  const double qty = side * (worth * weight * g->strength[lane]) / g->decided[lane];
  const double stop = price - side * g->distance[lane], traded = fabs(qty) * price, fee = traded * taker_fee;
  g->qty[lane] = qty;
  g->entry[lane] = price;
  g->held[lane] = side;
  g->long_stop[lane] = side > 0 ? stop : -INFINITY;
  g->short_stop[lane] = side < 0 ? stop : INFINITY;
  g->wallet[lane] -= fee;
  g->profit[lane] = -fee;
  g->fees[lane] += fee;
  g->traded[lane] += traded;
  g->held_bars[lane] -= row;
  g->positions += 1;
  watch(g, lane);
}

/* What the last close decided, at the open; a stop that the open has passed comes first. */
static void open_all(group *g, long row) {
  const double first = bars[row].open;
  for (int lane = 0; lane < LANES; lane++) {
    const double held = g->held[lane], side = g->side[lane];
    if (held != 0 && (first <= g->long_stop[lane] || first >= g->short_stop[lane])) {
      g->wait[lane] = held;
      leave(g, lane, row, first * (1 - held * slippage));
    } else if (held != 0 && g->closing[lane] != 0) {
      leave(g, lane, row, first * (1 - held * slippage));
      if (side != 0) enter(g, lane, row, side, g->wallet[lane]);
    } else if (held == 0 && side != 0) enter(g, lane, row, side, g->nav[lane]);
    g->side[lane] = g->closing[lane] = 0;
  }
}

static void stop_all(group *g, long row) {
  for (int lane = 0; lane < LANES; lane++) {
    const double held = g->held[lane];
    if (!(held > 0 ? bars[row].low <= g->long_stop[lane] : held < 0 && bars[row].high >= g->short_stop[lane])) continue;
    g->wait[lane] = held;
    leave(g, lane, row, (held > 0 ? g->long_stop[lane] : g->short_stop[lane]) * (1 - held * slippage));
  }
}

static bool decide(group *g, int lane, long row) {
  const double range = g->range[lane][row], apart = g->fast[lane][row] - slows[row * slow_count + g->slow[lane]];
  const double x = range == 0 ? 0 : apart / range, zone = (x > 0) - (x < 0), held = g->held[lane];
  if (g->wait[lane] != zone) g->wait[lane] = 0;
  watch(g, lane);
  if (zone == held) return false;
  g->closing[lane] = held != 0;
  if (!(fabs(x) >= g->entry_strength[lane] && range > 0)) return held != 0;
  if (held == 0 && zone == g->wait[lane]) return false;
  g->side[lane] = zone;
  g->strength[lane] = fmin(1, fabs(x) / g->full_strength[lane]);
  g->distance[lane] = g->stop_atr[lane] * range;
  g->decided[lane] = bars[row].mark;
  return true;
}

static bool decide_all(group *g, long row) {
  bool pending = false;
  for (int lane = 0; lane < LANES; lane++) {
    g->side[lane] = g->closing[lane] = 0;
    if (row >= g->warm[lane] && decide(g, lane, row)) pending = true;
  }
  return pending;
}
