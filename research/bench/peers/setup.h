/* Memory of kernel.c: what a group of combinations is, the columns they share, and the files they come from. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef LANES
#define LANES 4
#endif
#define FIGURES 16
#define POINT 7
#define COLUMNS 7
#define MOST_WINDOW 4096
#define SIGN ((long long)0x8000000000000000ull)

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef double loose __attribute__((vector_size(8 * LANES), aligned(8)));
typedef long long mask __attribute__((vector_size(8 * LANES)));

/* A bar fills one line of the cache. */
typedef struct { double open, high, low, mark, long_pays, short_gets, funded, unused; } bar;

typedef struct {
  vec wallet, nav, inverse, sum, squares, downside, peak, deepest, exposure, funding, profit;
  vec qty, entry, long_stop, short_stop, limit;
  mask either, below;
  double held[LANES], wait[LANES], side[LANES], closing[LANES], strength[LANES], distance[LANES], decided[LANES];
  double trades[LANES], wins[LANES], gains[LANES], losses[LANES], fees[LANES], traded[LANES], held_bars[LANES];
  double entry_strength[LANES], full_strength[LANES], stop_atr[LANES], warm[LANES];
  const double *fast[LANES], *range[LANES];
  long slow[LANES], point[LANES], first_warm, positions;
  bool alike, pending;
} group;

static double nav_start, weight, taker_fee, slippage;
static long rows, count, first_row, slow_count;
static double *points, *columns, *slows; /* slows: [row][slow window] */
static double *averages[MOST_WINDOW], *ranges[MOST_WINDOW];
static long slow_at[MOST_WINDOW], *order;
static bar *bars;

static inline vec splat(double value) { return (vec){0} + value; }
static inline vec pick(mask which, vec yes, vec no) { return (vec)(((mask)yes & which) | ((mask)no & ~which)); }
static inline vec absolute(vec value) { return (vec)((mask)value & ~((mask){0} + SIGN)); }

#if defined(__AVX512DQ__) && LANES == 8
#include <immintrin.h>
static inline bool any(mask which) { return _mm512_movepi64_mask((__m512i)which) != 0; }
#elif defined(__AVX__) && LANES == 4
#include <immintrin.h>
static inline bool any(mask which) { return _mm256_movemask_pd((__m256d)which) != 0; }
#else
static inline bool any(mask which) {
  long long all = 0;
  for (int lane = 0; lane < LANES; lane++) all |= which[lane];
  return all != 0;
}
#endif

static double *read_doubles(const char *directory, const char *name, long *length) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) perror(path), exit(1);
  fseek(file, 0, SEEK_END);
  *length = ftell(file) / (long)sizeof(double);
  rewind(file);
  double *values = aligned_alloc(64, ((size_t)*length * sizeof(double) + 63) / 64 * 64);
  if (fread(values, sizeof(double), (size_t)*length, file) != (size_t)*length) exit(1);
  fclose(file);
  return values;
}

static const double *point_at(long index) { return &points[index * POINT]; }

/* Neighbours of the grid next to each other: by fast window, range, slow window. */
static int by_columns(const void *a, const void *b) {
  const double *left = point_at(*(const long *)a), *right = point_at(*(const long *)b);
  const int keys[] = {0, 2, 1};
  for (int at = 0; at < 3; at++)
    if (left[keys[at]] != right[keys[at]]) return left[keys[at]] < right[keys[at]] ? -1 : 1;
  return 0;
}

static void read_input(const char *directory) {
  long length;
  const double *terms = read_doubles(directory, "terms.f64", &length);
  rows = (long)terms[0], count = (long)terms[1], first_row = (long)terms[6];
  nav_start = terms[2], weight = terms[3], taker_fee = terms[4], slippage = terms[5];
  points = read_doubles(directory, "points.f64", &length);
  columns = read_doubles(directory, "columns.f64", &length);
  order = malloc((size_t)count * sizeof(long));
  for (long at = 0; at < count; at++) order[at] = at;
  qsort(order, (size_t)count, sizeof(long), by_columns);
}

static void fill_ema(const double *close, long period, double *out) {
  double average = 0;
  for (long row = 0; row < rows; row++) {
    if (row < period) average += close[row];
    if (row == period - 1) average /= (double)period;
    if (row >= period) average += 2.0 / (double)(period + 1) * (close[row] - average);
    out[row] = row < period - 1 ? NAN : average;
  }
}

static void fill_atr(const double *high, const double *low, const double *close, long period, double *out) {
  double average = 0;
  for (long row = 0; row < rows; row++) {
    double range = high[row] - low[row];
    if (row > 0) range = fmax(range, fmax(fabs(high[row] - close[row - 1]), fabs(low[row] - close[row - 1])));
    if (row < period) average += range;
    if (row == period - 1) average /= (double)period;
    if (row >= period) average = (average * (double)(period - 1) + range) / (double)period;
    out[row] = row < period - 1 ? NAN : average;
  }
}

static double *column_for(double **known, long period, bool is_range) {
  const double *high = columns + rows, *low = columns + 2 * rows, *close = columns + 3 * rows;
  if (known[period] == NULL) known[period] = malloc((size_t)rows * sizeof(double));
  if (is_range) fill_atr(high, low, close, period, known[period]);
  else fill_ema(close, period, known[period]);
  return known[period];
}

/* Each distinct window once; the slow ones side by side as well. */
static void make_columns(void) {
  bool wanted[3][MOST_WINDOW] = {{false}};
  for (long at = 0; at < count; at++)
    for (int which = 0; which < 3; which++) wanted[which][(long)point_at(at)[which]] = true;
  slow_count = 0;
  for (long period = 1; period < MOST_WINDOW; period++) {
    if (wanted[0][period] || wanted[1][period]) column_for(averages, period, false);
    if (wanted[2][period]) column_for(ranges, period, true);
    if (wanted[1][period]) slow_at[period] = slow_count++;
  }
  if (slows == NULL) slows = aligned_alloc(64, (size_t)(rows * slow_count + 8) * sizeof(double) / 64 * 64 + 64);
  for (long period = 1; period < MOST_WINDOW; period++)
    for (long row = 0; wanted[1][period] && row < rows; row++)
      slows[row * slow_count + slow_at[period]] = averages[period][row];
  if (bars == NULL) bars = aligned_alloc(64, (size_t)rows * sizeof(bar));
  for (long row = 0; row < rows; row++) {
    const double pays = columns[5 * rows + row], gets = columns[6 * rows + row];
    bars[row] = (bar){columns[row], columns[rows + row], columns[2 * rows + row], columns[4 * rows + row],
                      pays,         gets,                pays != 0 || gets != 0,  0};
  }
}

/* A group at its start; what is missing in the last one runs beside its last combination. */
static void reset(group *g, long first) {
  memset(g, 0, sizeof *g);
  g->wallet = g->nav = g->peak = splat(nav_start);
  g->inverse = 1 / splat(nav_start);
  g->long_stop = splat(-INFINITY), g->short_stop = splat(INFINITY);
  g->alike = true;
  g->first_warm = rows;
  for (int lane = 0; lane < LANES; lane++) {
    const long index = order[first + lane < count ? first + lane : count - 1];
    const double *point = point_at(index);
    g->point[lane] = index;
    g->fast[lane] = averages[(long)point[0]], g->range[lane] = ranges[(long)point[2]], g->slow[lane] = slow_at[(long)point[1]];
    g->entry_strength[lane] = point[3], g->full_strength[lane] = point[4], g->stop_atr[lane] = point[5];
    g->warm[lane] = point[6];
    if (point[6] < (double)g->first_warm) g->first_warm = (long)point[6];
    if (g->fast[lane] != g->fast[0] || g->range[lane] != g->range[0] || g->slow[lane] != g->slow[0] + lane) g->alike = false;
    g->either[lane] = SIGN;
    g->limit[lane] = -point[3] * (1 - 1e-12);
  }
}
