import type { JournalEvent } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import { tradingState } from "../domain/trading-state.js";
import { isoUtc } from "../lib/time.js";
import type { GatingRow, NavFreshnessRow, RouterOffsetRow } from "./change-log.schema.js";
import { LineFile, type TelemetryFiles } from "./line-file.js";

/** What the logs look at after each event. Books have folded it. */
export interface ChangeLook {
  readonly causes: readonly StateCause[];
  /** Instant of the oldest mark in the newest NAV; null where there is none. Asked at a cycle. */
  readonly navAtMs: () => number | null;
  readonly navFreshnessMs: number;
  /** By route; a change that is known already is not told again. */
  readonly offsets: Readonly<
    Record<
      string,
      { readonly change: (Omit<RouterOffsetRow, "at" | "mode" | "seq" | "route"> & { atMs: number }) | null }
    >
  >;
}

/** What the logs know of earlier events, beside their lines. */
export interface ChangeMemory {
  readonly causes: ReadonlyMap<string, StateCause>;
  readonly isFresh: boolean;
  readonly movedAtMs: ReadonlyMap<string, number>;
}

/** Three logs of changes, each a fold of the journal: what gated trading, when the NAV was too old, how offsets moved. */
export class ChangeLogs {
  readonly #gating: LineFile;
  readonly #freshness: LineFile;
  readonly #offsets: LineFile;
  #causes = new Map<string, StateCause>();
  #isFresh = true;
  readonly #movedAtMs = new Map<string, number>();

  constructor(files: TelemetryFiles, directory: string) {
    this.#gating = new LineFile(files, `${directory}/gating.jsonl`);
    this.#freshness = new LineFile(files, `${directory}/nav_freshness.jsonl`);
    this.#offsets = new LineFile(files, `${directory}/router_offsets.jsonl`);
  }

  get #files(): readonly LineFile[] {
    return [this.#gating, this.#freshness, this.#offsets];
  }

  get memory(): ChangeMemory {
    return { causes: this.#causes, isFresh: this.#isFresh, movedAtMs: this.#movedAtMs };
  }

  /** Goes on after events that other logs were given. lines: what their files held, by name. */
  resume({ causes, isFresh, movedAtMs }: ChangeMemory, lines: Readonly<Record<string, Uint8Array>>): void {
    this.#causes = new Map(causes);
    this.#isFresh = isFresh;
    for (const [route, atMs] of movedAtMs) this.#movedAtMs.set(route, atMs);
    this.#gating.resume(lines["gating.jsonl"] ?? new Uint8Array());
    this.#freshness.resume(lines["nav_freshness.jsonl"] ?? new Uint8Array());
    this.#offsets.resume(lines["router_offsets.jsonl"] ?? new Uint8Array());
  }

  onEvent(event: JournalEvent, look: ChangeLook): void {
    this.#noteCauses(event, look);
    if (event.type === "cycle.decided") this.#noteFreshness(event, look);
    if (event.type === "cycle.decided" || "clientOrderId" in event) this.#noteOffsets(event, look);
  }

  /** Puts what was noted in place. */
  flush(): void {
    for (const lines of this.#files) lines.flush();
  }

  close(): void {
    for (const lines of this.#files) lines.close();
  }

  #noteCauses(event: JournalEvent, { causes }: ChangeLook): void {
    if (causes.length === this.#causes.size && causes.every(({ code }) => this.#causes.has(code))) return;
    const now = new Map(causes.map((cause) => [cause.code, cause]));
    const row = (change: GatingRow["change"], { code, kind }: StateCause): void => {
      const line: GatingRow = { ...frameOf(event), change, code, kind, tradingState: tradingState(causes) };
      this.#gating.add(JSON.stringify(line));
    };
    for (const cause of now.values()) if (!this.#causes.has(cause.code)) row("raised", cause);
    for (const cause of this.#causes.values()) if (!now.has(cause.code)) row("cleared", cause);
    this.#causes = now;
  }

  #noteFreshness(event: JournalEvent, { navAtMs, navFreshnessMs }: ChangeLook): void {
    const markMs = navAtMs();
    if (markMs === null) return;
    const ageMs = Math.max(0, event.atMs - markMs);
    const fresh = ageMs <= navFreshnessMs;
    if (fresh === this.#isFresh) return;
    this.#isFresh = fresh;
    const line: NavFreshnessRow = { ...frameOf(event), fresh, ageMs, limitMs: navFreshnessMs };
    this.#freshness.add(JSON.stringify(line));
  }

  #noteOffsets(event: JournalEvent, { offsets }: ChangeLook): void {
    for (const [route, { change }] of Object.entries(offsets)) {
      if (change === null || this.#movedAtMs.get(route) === change.atMs) continue;
      this.#movedAtMs.set(route, change.atMs);
      const { fromBps, toBps, reason } = change;
      const line: RouterOffsetRow = { ...frameOf(event), at: isoUtc(change.atMs), route, fromBps, toBps, reason };
      this.#offsets.add(JSON.stringify(line));
    }
  }
}

function frameOf({ atMs, mode, seq }: JournalEvent): Pick<GatingRow, "at" | "mode" | "seq"> {
  return { at: isoUtc(atMs), mode, seq };
}
