import type { Intent } from "../../../src/core/domain/intent.js";

/** A momentum entry: buys BTCUSDT at full strength. */
export function sampleIntent(changes: Partial<Intent> = {}): Intent {
  return {
    id: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    purpose: "open",
    strength: 1,
    exposure: null,
    exits: null,
    horizonBars: 24,
    reasons: [],
    ...changes,
  };
}
