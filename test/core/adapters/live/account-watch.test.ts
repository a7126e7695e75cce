import { expect, it } from "vitest";
import { connectionCauses } from "../../../../src/core/engine/connection-gates.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { createEngineState } from "../../../../src/core/engine/state.js";
import { err } from "../../../../src/core/lib/result.js";
import { barSetup } from "../../../support/engine-session.js";
import { bandStrategy } from "../../../support/engine-strategy.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { openAccount } from "./told-venue.js";

const DOWN = err({ code: -1001, reason: "Internal error", reaction: "resend", retryAfterMs: null } as const);
const LOOK_MS = 25_000;

it("position mode unread in two looks is nothing, in three the gate settings_unread with the reason, and one answer opens it", async () => {
  const clock = createManualClock();
  const { venue, account, events } = openAccount(clock);
  const { modes } = venue;
  const state = createEngineState("testnet");
  const { context } = barSetup({ markets: [{ symbol: "BTCUSDT", bars: [100] }], strategies: [bandStrategy()] });
  const gates = () => {
    for (const event of events.splice(0)) apply(state, event, context);
    return connectionCauses(state).filter(({ code }) => code === "settings_unread");
  };
  account.start([], { agreedMs: 0, walletsAtMs: 0 });
  await clock.advance(LOOK_MS);
  venue.modes = async () => DOWN;
  await clock.advance(LOOK_MS);
  await clock.advance(LOOK_MS);
  expect(gates()).toEqual([]);
  for (let look = 0; look < 3; look += 1) await clock.advance(LOOK_MS);
  const why = "position mode and asset mode can't be read: -1001 Internal error; 3 looks in a row";
  expect(gates()).toMatchObject([
    { kind: "gate", state: "REDUCING", clears: expect.stringContaining(`can be read again (${why})`) as string },
  ]);
  Object.assign(venue, { modes, symbolSettings: async () => DOWN });
  for (let look = 0; look < 3; look += 1) await clock.advance(LOOK_MS);
  expect(gates()).toHaveLength(1);
  venue.symbolSettings = async () => ({ ok: true, value: [] });
  for (let look = 0; look < 2; look += 1) await clock.advance(LOOK_MS);
  expect(gates()).toEqual([]);
  await account.close();
});
