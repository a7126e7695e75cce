import { systemClock } from "../../adapters/system/clock.js";
import type { HealthPages } from "../../ports/health-pages.js";

/** Where the health pages go, and who is told. */
export interface HealthWish {
  /** 0: any free one; undefined: nobody listens. */
  readonly port: number | undefined;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
}

interface ServedHealth {
  close(): Promise<void>;
}

const NOBODY: ServedHealth = { close: () => Promise.resolve() };

/** Serves the pages as long as the process works. A port that can't be had is a warning: nothing stops for it. */
export async function serveHealth({ port, info, warn }: HealthWish, pages: HealthPages): Promise<ServedHealth> {
  if (port === undefined) return NOBODY;
  const { openHealthServer } = await import("../../adapters/health/health-server.js");
  const server = await openHealthServer({ pages, clock: systemClock, port });
  if (server.ok) {
    info(`/livez, /readyz and /metrics on http://127.0.0.1:${String(server.value.port)}`);
    return server.value;
  }
  warn(`no /livez, /readyz and /metrics: port ${String(port)} can't be had (${server.error}); all else goes on`);
  return NOBODY;
}
