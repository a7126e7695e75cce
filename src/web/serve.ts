import { createAdaptorServer } from "@hono/node-server";
import type { Clock } from "../core/lib/clock.js";
import { Failure } from "../core/lib/failure.js";
import { dashboardApp } from "./app.js";
import type { Asset, DashboardSource, View } from "./dashboard-source.js";
import { EventStreams } from "./event-stream.js";
import { hostsOf } from "./security.js";
import { Sessions } from "./sessions.js";

export interface DashboardOptions {
  readonly source: DashboardSource;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly clock: Clock;
  readonly makeSecret: () => string;
  /** 0: any free one. */
  readonly port: number;
  /** Told the address for the next browser, each time one is spent. */
  readonly onNextAddress: (view: View, address: string) => void;
}

/** A page that is served. */
interface Dashboard {
  readonly port: number;
  /** Address with a token that is good for one browser. */
  address(view: View): string;
  /** Serves until the signal. */
  serve(signal: AbortSignal): Promise<void>;
}

/** Only this machine may look; from elsewhere it is `ssh -L`. */
const HOST = "127.0.0.1";
const LOOK_EVERY_MS = 1_000;
const BEAT_EVERY_MS = 15_000;

/** Opens the page on a port of the loopback. Errors: Failure 2 where the port can't be had. */
export async function openDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { source, assets, clock } = options;
  const addressOf = (token: string): string => `http://${HOST}:${String(bound)}/#${token}`;
  const sessions = new Sessions(options.makeSecret, (view, token) => {
    options.onNextAddress(view, addressOf(token));
  });
  const streams = new EventStreams();
  let bound = 0;
  const tell = async (view: View): Promise<void> => {
    streams.tell(view, await source.look(view));
    streams.fresh(view);
  };
  const app = dashboardApp({
    ...{ source, sessions, streams, assets },
    hosts: () => hostsOf(bound),
    onOpened: (view) => void tell(view),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  bound = await listen(server, options.port);
  return {
    port: bound,
    address: (view) => addressOf(sessions.token(view)),
    serve: async (signal) => {
      let beatMs = clock.monotonicMs();
      while (!signal.aborted) {
        await clock.sleep(LOOK_EVERY_MS, signal);
        for (const view of streams.views) await tell(view);
        if (clock.monotonicMs() - beatMs < BEAT_EVERY_MS) continue;
        streams.beat();
        beatMs = clock.monotonicMs();
      }
      streams.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Server = ReturnType<typeof createAdaptorServer>;

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error) => {
      const fix = "Take another port, or --port 0 for any free one.";
      const message = `port ${String(port)} can't be had: ${error.message}`;
      reject(new Failure("port_unavailable", 2, message, { path: "--port", fix }));
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(address === null || typeof address === "string" ? port : address.port);
    });
  });
}
