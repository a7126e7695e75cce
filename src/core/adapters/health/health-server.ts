import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { HealthCheck, HealthPages } from "../../ports/health-pages.js";

export interface HealthServerOptions {
  readonly pages: HealthPages;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** 0: any free one. */
  readonly port: number;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Only this machine may look. */
const HOST = "127.0.0.1";
/** Whoever asks more often is told the same again: what is asked costs the loop nothing. */
const KEEP_MS = 500;
const MAX_CONNECTIONS = 16;
const PATIENCE_MS = 5_000;
const TEXT = "text/plain; charset=utf-8";

/** Serves `/livez`, `/readyz` and `/metrics` on the loopback. The error is why the port can't be had. */
export async function openHealthServer(options: HealthServerOptions): Promise<Result<HealthServer, string>> {
  const desk = new Desk(options);
  const server = createServer({ requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS }, (request, response) => {
    void desk.answer(request, response, portOf(server));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.keepAliveTimeout = PATIENCE_MS;
  // Whoever listens here keeps no process alive.
  server.unref();
  const refusal = await listen(server, options.port);
  if (refusal !== null) return err(refusal);
  return ok({
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
}

class Desk {
  readonly #kept = new Map<string, { readonly page: Page; readonly atMs: number }>();

  constructor(readonly options: HealthServerOptions) {}

  async answer(request: IncomingMessage, response: ServerResponse, port: number): Promise<void> {
    const { status, type, text } = await this.#page(request, port);
    const isHead = request.method === "HEAD";
    response.writeHead(status, {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(isHead ? undefined : text);
  }

  async #page({ method, url, headers }: IncomingMessage, port: number): Promise<Page> {
    // A page of the web that has pointed its name at this machine is told nothing.
    const isMeant = [HOST, "localhost"].some((name) => headers.host === `${name}:${String(port)}`);
    if (!isMeant) return plain(421, "not the host of this page");
    if (method !== "GET" && method !== "HEAD") return plain(405, "only GET and HEAD");
    const path = (url ?? "").split("?")[0] ?? "";
    const kept = this.#kept.get(path);
    const nowMs = this.options.clock.monotonicMs();
    if (kept !== undefined && nowMs - kept.atMs < KEEP_MS) return kept.page;
    const page = await this.#make(path);
    if (page.status !== 404) this.#kept.set(path, { page, atMs: nowMs });
    return page;
  }

  async #make(path: string): Promise<Page> {
    const { pages } = this.options;
    try {
      if (path === "/livez") return told(pages.livez());
      if (path === "/readyz") return told(pages.readyz());
      if (path !== "/metrics") return plain(404, "/livez, /readyz or /metrics");
      const { METRICS_TYPE, renderMetrics } = await import("./render-metrics.js");
      return { status: 200, type: METRICS_TYPE, text: await renderMetrics(pages.metrics()) };
    } catch (error) {
      // A figure that can't be shown stops nobody's trading; that this page is missing is an alarm of its own.
      return plain(500, error instanceof Error ? error.message : "not known");
    }
  }
}

function plain(status: number, text: string): Page {
  return { status, type: TEXT, text: `${text}\n` };
}

function told(checks: readonly HealthCheck[]): Page {
  const lines = checks.map(({ name, ok: isWell, detail }) => `[${isWell ? "+" : "-"}] ${name}: ${detail}`);
  return plain(checks.every(({ ok: isWell }) => isWell) ? 200 : 503, lines.join("\n"));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Null once it listens, else why it can't. */
function listen(server: Server, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    server.once("error", (error: Error) => {
      resolve(error.message);
    });
    server.listen(port, HOST, () => {
      // What goes wrong with a socket later is that socket's matter.
      server.on("error", () => undefined);
      resolve(null);
    });
  });
}
