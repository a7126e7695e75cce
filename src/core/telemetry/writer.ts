import type { JournalEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import type { Portfolio } from "../domain/portfolio.js";
import { LineFile, type TelemetryFiles } from "./line-file.js";
import type { NavRow } from "./nav.schema.js";
import type { TelemetryDocuments } from "./project-metrics.js";
import { projectHealth, projectRouterHealth } from "./project-health.js";
import { NAV_LOG_POINTS, projectNav, projectNavLog } from "./project-nav.js";
import { projectOrder } from "./project-order.js";
import { projectPositions } from "./project-positions.js";
import { projectRisk } from "./project-risk.js";
import { type CycleEvent, projectVeto } from "./project-veto.js";
import type { HealthSnapshot, TelemetrySnapshot } from "./snapshot.js";

/** What the writer knows of earlier events, beside the lines in its files. */
export interface WriterMemory {
  readonly writtenOrders: ReadonlyMap<string, string>;
  readonly navWindow: readonly NavRow[];
}

/**
 * Writes the telemetry files of a state directory. A fold of the journal: it is given every event from the
 * first one on, also at a restart, and so leaves the same files as a process that was never killed.
 *
 * Order of calls: `onEvent` for each event after the books have folded it; `flush` whenever the caller finds
 * it worth while, after the journal's own flush; `close` at the end.
 */
export class TelemetryWriter {
  readonly #files: TelemetryFiles;
  readonly #directory: string;
  readonly #orders: LineFile;
  readonly #vetoes: LineFile;
  readonly #nav: LineFile;
  readonly #writtenOrders = new Map<string, string>();
  #navWindow: NavRow[] = [];
  #latest: TelemetryDocuments = { health: null, risk: null, router: null };

  constructor(files: TelemetryFiles, directory: string) {
    this.#files = files;
    this.#directory = directory;
    files.makeDirectory(directory);
    this.#orders = new LineFile(files, `${directory}/orders.jsonl`);
    this.#vetoes = new LineFile(files, `${directory}/risk_vetoes.jsonl`);
    this.#nav = new LineFile(files, `${directory}/nav.jsonl`);
  }

  /** What was projected last. */
  get latest(): TelemetryDocuments {
    return this.#latest;
  }

  get memory(): WriterMemory {
    return { writtenOrders: this.#writtenOrders, navWindow: this.#navWindow };
  }

  /** Goes on after events that another writer was given. lines: what that one's files held, by name. */
  resume({ writtenOrders, navWindow }: WriterMemory, lines: Readonly<Record<string, Uint8Array>>): void {
    for (const [id, line] of writtenOrders) this.#writtenOrders.set(id, line);
    this.#navWindow = [...navWindow];
    for (const [name, file] of this.#lineFiles) file.resume(lines[name] ?? new Uint8Array());
  }

  get #lineFiles(): readonly (readonly [string, LineFile])[] {
    return [
      ["orders.jsonl", this.#orders],
      ["risk_vetoes.jsonl", this.#vetoes],
      ["nav.jsonl", this.#nav],
    ];
  }

  /** Takes note of one event. `portfolio` has already folded it. */
  onEvent(event: JournalEvent, portfolio: Portfolio): void {
    if (event.type === "cycle.decided") this.#onCycle(event, portfolio);
    else if ("clientOrderId" in event) this.#onOrderEvent(event.clientOrderId, portfolio);
  }

  /** Puts the line files in place, then replaces the whole-file projections, each atomically. */
  flush(snapshot: TelemetrySnapshot): void {
    for (const lines of [this.#orders, this.#vetoes, this.#nav]) lines.flush();
    this.#replace("positions.json", projectPositions(snapshot));
    const [router, risk] = [projectRouterHealth(snapshot), projectRisk(snapshot)];
    this.#replace("router_health.json", router);
    this.#replace("nav_log.json", projectNavLog(snapshot, this.#navWindow));
    this.#replace("risk_state.json", risk);
    this.#latest = { ...this.#latest, router, risk };
  }

  /** Replaces health.json: the heartbeat. */
  writeHealth(health: HealthSnapshot): void {
    const document = projectHealth(health);
    this.#replace("health.json", document);
    this.#latest = { ...this.#latest, health: document };
  }

  close(): void {
    for (const lines of [this.#orders, this.#vetoes, this.#nav]) lines.close();
  }

  #onCycle(cycle: CycleEvent, portfolio: Portfolio): void {
    for (const veto of cycle.vetoes) this.#vetoes.add(JSON.stringify(projectVeto(veto, cycle)));
    const point = projectNav(portfolio.nav, portfolio);
    if (point !== null) this.#addNav(point);
    for (const id of this.#writtenOrders.keys()) {
      if (portfolio.orders[id] === undefined) this.#writtenOrders.delete(id);
    }
  }

  #addNav(point: NavRow): void {
    this.#nav.add(JSON.stringify(point));
    this.#navWindow.push(point);
    if (this.#navWindow.length >= 2 * NAV_LOG_POINTS) this.#navWindow = this.#navWindow.slice(-NAV_LOG_POINTS);
  }

  /** One line at the end of an order; a later fill (it happens after a cancel) adds a corrected one. */
  #onOrderEvent(clientOrderId: string, portfolio: Portfolio): void {
    const order = portfolio.orders[clientOrderId];
    if (order === undefined || !isFinal(order.status)) return;
    const line = JSON.stringify(projectOrder(order, portfolio.mode));
    if (this.#writtenOrders.get(clientOrderId) === line) return;
    this.#writtenOrders.set(clientOrderId, line);
    this.#orders.add(line);
  }

  #replace(name: string, document: unknown): void {
    this.#files.replace(`${this.#directory}/${name}`, `${JSON.stringify(document)}\n`);
  }
}
