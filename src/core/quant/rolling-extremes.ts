/**
 * Largest of the last n values, the newest included. O(m).
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 */
export function rollingMax(values: Float64Array, period: number): Float64Array {
  return rollingExtreme(values, period, 1);
}

/** Smallest of the last n values, the newest included. Shape as {@link rollingMax}. */
export function rollingMin(values: Float64Array, period: number): Float64Array {
  return rollingExtreme(values, period, -1);
}

/** Keeps the bars that can still become the extreme, best first, in `queue[head…tail)`. */
function rollingExtreme(values: Float64Array, period: number, sign: 1 | -1): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  let lastNaN = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      lastNaN = i;
      // What came before can be in no window that is answered.
      head = tail;
      continue;
    }
    while (tail > head && sign * (values[queue[tail - 1] ?? 0] ?? Number.NaN) <= sign * value) tail -= 1;
    queue[tail] = i;
    tail += 1;
    if ((queue[head] ?? 0) <= i - period) head += 1;
    if (i - lastNaN >= period) out[i] = values[queue[head] ?? 0] ?? Number.NaN;
  }
  return out;
}
