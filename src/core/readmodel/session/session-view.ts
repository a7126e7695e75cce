import type { Mode } from "../../domain/mode.js";
import type { OrderRow } from "../../telemetry/orders.schema.js";
import type { PositionRow } from "../../telemetry/positions.schema.js";
import type { LatencyFigures } from "../../telemetry/health.schema.js";
import type { RouterHealthFile } from "../../telemetry/router-health.schema.js";
import type { RiskStateFile } from "../../telemetry/risk-state.schema.js";
import type { VetoRow } from "../../telemetry/vetoes.schema.js";
import type { StatusDocument } from "../status.js";
import type { MlView } from "../model/model-view.js";
import type { Attention, Block } from "./attention.js";
import type { LogRow } from "./event-log.js";
import type { FundView } from "./fund.js";
import type { NavMoment } from "./nav-days.js";
import type { StrategyRow } from "./strategy-rows.js";

/** One of the clocks of a session; they are never merged. */
export interface ClockRow {
  readonly name: string;
  /** Age when it was read; null where nobody tells it. */
  readonly ageMs: number | null;
  readonly limitMs: number | null;
  /** wall: goes on between two readings. market: the session's own time, which stands while nothing comes. */
  readonly time: "wall" | "market";
}

/** Whether somebody trades now. */
export interface Pulse {
  readonly lockHeld: boolean;
  /** Since the last sign of life, by a clock that nobody can set; null where there was none. */
  readonly ageMs: number | null;
  /** Since a process that has not beaten yet took the lock; null where none starts. */
  readonly startingMs: number | null;
  /** From this age on the figures count for nothing. */
  readonly limitMs: number;
  /** The file of the heartbeats; null where there is none. */
  readonly process: {
    readonly pid: number;
    readonly state: "running" | "stopped" | "ended";
    readonly startedAt: string;
    readonly rssBytes: number | null;
    readonly seq: number;
    readonly latencies: Readonly<Record<string, LatencyFigures>>;
  } | null;
}

/** The session as the first line of its journal describes it; null where that can't be read. */
export interface SessionOrigin {
  readonly from: string;
  readonly to: string | null;
  readonly navStart: string;
  readonly symbols: readonly string[];
  readonly configHash: string;
  readonly codeVersion: string;
  /** Strategies of the configuration, whether they trade or not. */
  readonly strategies: readonly { readonly name: string; readonly enabled: boolean }[];
  /** That it began with; null where it began without. */
  readonly model: string | null;
}

export interface OrdersView {
  /** Oldest first. */
  readonly open: readonly OrderRow[];
  /** Ended ones, newest first, a bounded number of them. */
  readonly ended: readonly OrderRow[];
  /** Of the last 24 hours of the session. */
  readonly day: { readonly ended: number; readonly filled: number; readonly rejected: number };
}

/**
 * All that a screen shows of a session at one instant: what `hedge tui --json` prints. The documents in it are those that
 * `status`, `positions`, `risk show` and `router show` print, so no two screens can disagree.
 */
export interface SessionView {
  readonly schema: "hedge.tui/1";
  readonly mode: Mode;
  /** Market time. */
  readonly at: string;
  /** now: the newest files; past: rebuilt from the journal at an instant. */
  readonly time: "now" | "past";
  readonly directory: string;
  /** Who told the figures: the running executor through its socket, or the files that it wrote. They are the same. */
  readonly source: "executor" | "directory";
  readonly status: StatusDocument;
  readonly pulse: Pulse;
  readonly attention: readonly Attention[];
  readonly blocks: readonly Block[];
  readonly clocks: readonly ClockRow[];
  readonly origin: SessionOrigin | null;
  readonly risk: Pick<RiskStateFile, "limits" | "cooldowns" | "causes" | "vetoes">;
  readonly positions: readonly PositionRow[];
  readonly orders: OrdersView;
  /** Newest first, a bounded number of them. */
  readonly vetoes: readonly VetoRow[];
  readonly router: Pick<RouterHealthFile, "items" | "schedules" | "circuits">;
  readonly nav: readonly NavMoment[];
  readonly strategies: readonly StrategyRow[];
  readonly fund: FundView;
  readonly ml: MlView;
  /** Oldest first, a bounded number of them. */
  readonly log: readonly LogRow[];
  /** Parts that could not be read, with the reason; what they showed before is kept. */
  readonly unread: readonly string[];
}
