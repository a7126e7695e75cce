/*
 * Momentum's rules in C, combinations in the lanes of the vector unit: the physical reference for hedge's kernel.
 * Rules and figures are those of src/core/research/kernel/momentum-leg.ts and tally.ts. Neighbours of a grid (same fast window
 * and range, slow windows that follow each other) read their slow averages in one load; bars go in blocks that stay in the
 * nearest caches; a lane leaves the vector only for its fills and decisions (fills.h).
 *
 *   cc -O3 -march=x86-64-v3 -DLANES=4 kernel.c -lm     (AVX2; -march=x86-64-v4 -DLANES=8 is AVX-512)
 *   ./a.out DIRECTORY plain|stops                       (input, protocol: support/peer-input.mjs, support/peer-process.mjs)
 */
#include "fills.h"

#define BLOCK 128
#define GROUPS 512

/* Lanes that read one fast average, one range and neighbouring slow averages need no gathering. */
static inline __attribute__((always_inline)) void run(group *g, long from, long to, const bool stops, const bool alike) {
  const vec one = splat(1), zero = splat(0), wide = splat(1 + 1e-12);
  vec wallet = g->wallet, nav = g->nav, inverse = g->inverse, sum = g->sum, squares = g->squares;
  vec downside = g->downside, peak = g->peak, deepest = g->deepest, exposure = g->exposure;
  vec kept = (one - deepest) * wide;
  bool pending = g->pending, held = g->positions > 0;
  for (long row = from; row < to; row++) {
    const bar *b = &bars[row];
    bool touched = held;
    const bool reached = stops && held && any((splat(b->low) <= g->long_stop) | (splat(b->high) >= g->short_stop));
    if (pending || reached) {
      g->wallet = wallet;
      g->nav = nav;
      open_all(g, row);
      if (stops) stop_all(g, row);
      wallet = g->wallet;
      held = g->positions > 0;
      pending = false;
      touched = true;
    }
    if (touched) {
      const vec qty = g->qty, mark = splat(b->mark);
      if (b->funded != 0) {
        const vec cash = -qty * pick(qty > zero, splat(b->long_pays), splat(b->short_gets));
        wallet += cash;
        g->profit += cash;
        g->funding += cash;
      }
      const vec now = wallet + qty * (mark - g->entry);
      const vec change = (now - nav) * inverse;
      nav = now;
      inverse = one / now;
      sum += change;
      squares += change * change;
      downside += pick(change < zero, change * change, zero);
      peak = pick(now > peak, now, peak);
      if (any(now <= peak * kept)) {
        const vec drawdown = one - now / peak;
        deepest = pick(drawdown > deepest, drawdown, deepest);
        kept = (one - deepest) * wide;
      }
      exposure += absolute(qty) * mark * inverse;
    }
    if (row < g->first_warm) continue;
    vec slow, fast, range;
    if (alike) {
      slow = *(const loose *)&slows[row * slow_count + g->slow[0]];
      fast = splat(g->fast[0][row]);
      range = splat(g->range[0][row]);
    } else {
      for (int lane = 0; lane < LANES; lane++) {
        slow[lane] = slows[row * slow_count + g->slow[lane]];
        fast[lane] = g->fast[lane][row];
        range[lane] = g->range[lane][row];
      }
    }
    /* Held or waiting: the side ends. Neither: the distance reaches the entry. One comparison for all. */
    const vec turned = (vec)(((mask)(fast - slow) | g->either) ^ g->below);
    if (any((pick(turned < range, turned, range) <= g->limit * range))) pending = decide_all(g, row);
  }
  g->wallet = wallet, g->nav = nav, g->inverse = inverse, g->sum = sum, g->squares = squares;
  g->downside = downside, g->peak = peak, g->deepest = deepest, g->exposure = exposure;
  g->pending = pending;
}

static void evaluate(group *groups, long group_count, bool stops) {
  for (long first = 0; first < group_count; first += GROUPS) {
    const long last = first + GROUPS < group_count ? first + GROUPS : group_count;
    for (long from = first_row; from < rows; from += BLOCK) {
      const long to = from + BLOCK < rows ? from + BLOCK : rows;
      for (long at = first; at < last; at++) {
        group *g = &groups[at];
        if (stops && g->alike) run(g, from, to, true, true);
        else if (stops) run(g, from, to, true, false);
        else if (g->alike) run(g, from, to, false, true);
        else run(g, from, to, false, false);
      }
    }
  }
}

static void write_figures(const group *g, double *out) {
  for (int lane = 0; lane < LANES; lane++) {
    const double figures[FIGURES] = {
        rows - first_row,    g->nav[lane],    g->sum[lane],     g->squares[lane], g->downside[lane],
        g->deepest[lane],    g->trades[lane], g->wins[lane],    g->gains[lane],   g->losses[lane],
        g->fees[lane],       g->funding[lane], g->traded[lane], g->exposure[lane],
        g->held_bars[lane] + (g->held[lane] != 0 ? rows : 0),
        // One market: its bars are those of its positions.
        g->held_bars[lane] + (g->held[lane] != 0 ? rows : 0)};
    memcpy(&out[g->point[lane] * FIGURES], figures, sizeof figures);
  }
}

static double cpu_seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s DIRECTORY plain|stops\n", argv[0]), 2;
  read_input(argv[1]);
  const bool stops = strcmp(argv[2], "stops") == 0;
  const long group_count = (count + LANES - 1) / LANES;
  group *groups = aligned_alloc(64, (size_t)group_count * sizeof(group));
  double *out = calloc((size_t)count * FIGURES, sizeof(double));
  char line[4096];
  bool warm = false;
  do {
    if (!warm || strncmp(line, "run", 3) == 0) {
      const double before = cpu_seconds();
      make_columns();
      const double between = cpu_seconds();
      for (long at = 0; at < group_count; at++) reset(&groups[at], at * LANES);
      evaluate(groups, group_count, stops);
      for (long at = 0; at < group_count; at++) write_figures(&groups[at], out);
      const double after = cpu_seconds();
      if (warm) printf("{\"columnSeconds\":%.9f,\"seconds\":%.9f}\n", between - before, after - between);
      else printf("{\"version\":\"C, %d lanes, %s\",\"seconds\":%.9f}\n", LANES, __VERSION__, after);
      warm = true;
    } else {
      line[strcspn(line, "\n")] = 0;
      FILE *file = fopen(line + strlen("write "), "wb");
      if (file == NULL || fwrite(out, sizeof(double), (size_t)count * FIGURES, file) == 0) return 1;
      fclose(file);
      puts("{}");
    }
    fflush(stdout);
  } while (fgets(line, sizeof line, stdin) != NULL);
  return 0;
}
