/** Deterministic part of a unit-root regression: none, a constant, a constant and a linear trend. */
export type Trend = "none" | "constant" | "constant+trend";

/** Response surface of p-values for one trend and number of series. */
export interface TauSurface {
  /** Left of `min` p is 0, right of `max` 1; `star` divides the two polynomials. */
  readonly min: number;
  readonly star: number;
  readonly max: number;
  /** Φ⁻¹(p) as polynomials in τ, constant first: left of `star`, right of it. */
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/**
 * Tables 3 and 4 of MacKinnon (1994), "Approximate asymptotic distribution functions for unit-root and cointegration
 * tests", Journal of Business & Economic Statistics 12(2), for 1 series (Dickey-Fuller) and 2 (Engle-Granger).
 * The bounds are where the polynomials turn, as statsmodels has them (statsmodels/tsa/adfvalues.py, read 2026-11-22).
 */
export const TAU_SURFACES: Readonly<Record<Trend, readonly [one: TauSurface, two: TauSurface]>> = {
  none: [
    {
      min: -19.04,
      star: -1.04,
      max: Number.POSITIVE_INFINITY,
      left: [0.6344, 1.2378, 0.032496],
      right: [0.4797, 0.93557, -0.06999, 0.033066],
    },
    {
      min: -19.62,
      star: -1.53,
      max: 1.51,
      left: [1.9129, 1.3857, 0.035322],
      right: [1.5578, 0.8558, -0.2083, -0.033549],
    },
  ],
  constant: [
    {
      min: -18.83,
      star: -1.61,
      max: 2.74,
      left: [2.1659, 1.4412, 0.038269],
      right: [1.7339, 0.93202, -0.12745, -0.010368],
    },
    {
      min: -18.86,
      star: -2.62,
      max: 0.92,
      left: [2.92, 1.5012, 0.039796],
      right: [2.1945, 0.64695, -0.29198, -0.042377],
    },
  ],
  "constant+trend": [
    {
      min: -16.18,
      star: -2.89,
      max: 0.7,
      left: [3.2512, 1.6047, 0.049588],
      right: [2.5261, 0.61654, -0.37956, -0.060285],
    },
    {
      min: -21.15,
      star: -3.19,
      max: 0.63,
      left: [3.6646, 1.5419, 0.036448],
      right: [2.85, 0.5272, -0.36622, -0.051695],
    },
  ],
};

/** β∞, β₁, β₂, β₃ of a critical value β∞ + β₁/T + β₂/T² + β₃/T³. */
type CriticalSurface = readonly [number, number, number, number];

/** At 1 %, 5 % and 10 %. */
type CriticalSurfaces = readonly [CriticalSurface, CriticalSurface, CriticalSurface];

/**
 * Tables 1 to 3 of MacKinnon (2010), "Critical values for cointegration tests", Queen's Economics Department working
 * paper 1227, for 1 and 2 series. There are none for two series without a constant.
 */
export const CRITICAL_SURFACES: Readonly<
  Record<Trend, readonly [one: CriticalSurfaces, two: CriticalSurfaces | null]>
> = {
  none: [
    [
      [-2.56574, -2.2358, -3.627, 0],
      [-1.941, -0.2686, -3.365, 31.223],
      [-1.61682, 0.2656, -2.714, 25.364],
    ],
    null,
  ],
  constant: [
    [
      [-3.43035, -6.5393, -16.786, -79.433],
      [-2.86154, -2.8903, -4.234, -40.04],
      [-2.56677, -1.5384, -2.809, 0],
    ],
    [
      [-3.89644, -10.9519, -33.527, 0],
      [-3.33613, -6.1101, -6.823, 0],
      [-3.04445, -4.2412, -2.72, 0],
    ],
  ],
  "constant+trend": [
    [
      [-3.95877, -9.0531, -28.428, -134.155],
      [-3.41049, -4.3904, -9.036, -45.374],
      [-3.12705, -2.5856, -3.925, -22.38],
    ],
    [
      [-4.32762, -15.4387, -35.679, 0],
      [-3.78057, -9.5106, -12.074, 0],
      [-3.49631, -7.0815, -7.538, 21.892],
    ],
  ],
};
