import type { Dec } from "../lib/decimal.js";
import type { Clamp, Side, Violation } from "./intent.js";

/** A veto as it is journaled, explained and written to risk_vetoes.jsonl. */
export interface VetoRecord {
  readonly id: string;
  readonly intentId: string;
  readonly strategy: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly purpose: string;
  readonly primary: string;
  readonly violations: readonly Violation[];
  readonly qty: Dec;
  readonly notionalUsd: number;
  readonly referencePrice: Dec;
  readonly strength: number;
  readonly stopDistance: number | null;
  readonly clamps: readonly Clamp[];
}
