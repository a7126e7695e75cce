import type { ConnectionChannel } from "../domain/connection.js";
import type { EventBody } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import type { EngineState } from "./state.js";

/** A stream, or the venue, that is down now. */
export interface Outage {
  readonly channel: ConnectionChannel;
  readonly symbol: string | null;
  readonly sinceMs: number;
  readonly reason: string;
}

/** Code of each channel's gate, and what clears it. */
const GATES = [
  ["user", "user_stream_stale", "the user stream is alive again"],
  ["rest", "venue_circuit_open", "the venue answers again"],
  ["marks", "stale_data", "the marks stream is alive again"],
  ["settings", "settings_unread", "the account's modes, margin types and leverages can be read again"],
  ["preflight", "preflight_failed", "hedge doctor finds no failure any more"],
] as const;

/** Gates of this file; they clear themselves. */
export const CONNECTION_GATES: readonly string[] = [...GATES.map(([, code]) => code), "lease_missing"];

export function foldConnection(state: EngineState, event: Extract<EventBody, { type: "connection.changed" }>): void {
  const { channel, symbol, up, reason, atMs } = event;
  const others = state.outages.filter((outage) => outage.channel !== channel || outage.symbol !== symbol);
  state.outages = up ? others : [...others, { channel, symbol, sinceMs: atMs, reason }];
}

/** Without the account's own events, the venue's answers, or the marks of what is held, nothing is opened. */
export function connectionCauses(state: EngineState): StateCause[] {
  const causes: StateCause[] = [];
  for (const [channel, code, clearedBy] of GATES) {
    const outage = state.outages.find((one) => one.channel === channel && concerns(state, one));
    if (outage === undefined) continue;
    const clears = `${clearedBy} (${outage.reason})`;
    causes.push({ code, kind: "gate", state: "REDUCING", sinceMs: outage.sinceMs, clears });
  }
  return causes;
}

/** One symbol's silence is a matter of the account only while the symbol is held. */
function concerns({ portfolio }: EngineState, { symbol }: Outage): boolean {
  if (symbol === null) return true;
  return Object.values(portfolio.positions).some((position) => position.symbol === symbol);
}

/** In production nothing is opened without a lease that holds now and was given for this configuration. */
export function leaseCauses(state: EngineState): StateCause[] {
  if (state.mode !== "prod" || holdsLease(state)) return [];
  const { lease } = state;
  const why =
    lease === null
      ? "no lease"
      : lease.configHash === state.configHash
        ? "the lease has expired"
        : "the lease is for another configuration";
  const clears = `hedge arm (${why})`;
  return [{ code: "lease_missing", kind: "gate", state: "REDUCING", sinceMs: leaseLostMs(state), clears }];
}

/** When the lease ended that holds no more, or the session began without one; now, where one holds. */
export function leaseLostMs(state: EngineState): number {
  const { lease, atMs, configHash, leaselessSinceMs } = state;
  if (lease === null) return leaselessSinceMs;
  const untilMs = Math.min(lease.untilMs, atMs);
  return lease.configHash === configHash ? untilMs : Math.min(untilMs, leaselessSinceMs);
}

export function holdsLease({ lease, atMs, configHash }: Pick<EngineState, "lease" | "atMs" | "configHash">): boolean {
  return lease !== null && atMs < lease.untilMs && lease.configHash === configHash;
}
