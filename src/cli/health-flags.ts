/** A port of the loopback for whoever watches; nobody listens where it is not named. */
export const healthPort = {
  description: "serve /livez, /readyz and /metrics on this port of 127.0.0.1; 0: any free one",
  min: 0,
  max: 65_535,
} as const;
