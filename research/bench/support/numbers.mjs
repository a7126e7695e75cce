// Medians, spreads and processor time, as every benchmark here prints them.

export const ascending = (values) => [...values].sort((a, b) => a - b);

/** The value below which this share of the values lies; NaN for none. */
export const quantile = (values, share) =>
  values.length === 0 ? Number.NaN : ascending(values)[Math.round(share * (values.length - 1))];

export const median = (values) => quantile(values, 0.5);

/** `min…max` with so many digits after the point. */
export const spread = (values, digits) =>
  `${Math.min(...values).toFixed(digits)}…${Math.max(...values).toFixed(digits)}`;

/** Quotients of values that were measured side by side, round by round: noise of the machine meets both. */
export const ratios = (over, under) => over.map((value, round) => value / under[round]);

/** Seconds of processor time of this process that a call took, its threads included. */
export function cpuSeconds(run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

export const print = (line) => process.stdout.write(`${line}\n`);
