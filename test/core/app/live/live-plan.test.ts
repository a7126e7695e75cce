import { expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { type LivePlan, planLive } from "../../../../src/core/app/live/live-plan.js";
import type { LiveRecovery } from "../../../../src/core/app/live/recover-live.js";
import type { LiveVenue } from "../../../../src/core/app/live/live-venue.js";
import { currentConfig } from "../../../../src/core/app/session-plan.js";
import type { Config } from "../../../../src/core/config/config-files.js";
import { emptyTail } from "../../../../src/core/journal/read.js";
import { ok } from "../../../../src/core/lib/result.js";
import { root } from "../../config/support.js";

const NOW_MS = Date.parse("2024-05-01T12:34:00Z");

/** A venue in public, so many seconds of its own a second, that has nothing to say of the rules. */
function venueAt(speed: number): LiveVenue {
  return {
    clock: { nowMs: () => NOW_MS, sync: async () => 0, speed } as LiveVenue["clock"],
    isReal: false,
    gateway: null,
    orderLimits: () => ({ tenSeconds: 18_000, minute: 72_000 }),
    publicRules: async () => ok({ rules: [], limits: {} }) as never,
  } as Partial<LiveVenue> as LiveVenue;
}

const FLAGS = {
  ...{ configDirectory: `${root}/config`, stateDirectory: "unused", mode: "dry-run" as const },
  ...{ fromMs: null, toMs: null, speed: null, maxCycles: null, fresh: false },
} as const;
const PORTS = {
  ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
  ...{ onProgress: () => undefined, onEvent: () => undefined },
};
const NOTHING: LiveRecovery = {
  ...{ tail: emptyTail(), started: null, context: null, configHash: null, config: null },
  ...{ accountTag: null, lastBarMs: null, lastReportMs: null, newestMs: null, booked: [] },
};
const shipped = currentConfig(FLAGS, PORTS);

function plan(speed: number, recovery: LiveRecovery, config: Config = shipped): Promise<LivePlan> {
  const accountLock = { takeAccount: () => Promise.reject(new Error("nothing is signed: no account is held")) };
  const told = { flags: FLAGS, ports: PORTS, config, venueKey: "binance", accountLock };
  return planLive({ ...told, venue: venueAt(speed), recovery });
}

/** What a restart finds in the journal of a session that began so. */
function after({ opening: [started], context }: LivePlan): LiveRecovery {
  if (started?.type !== "session.started") throw new Error("a first plan opens with session.started");
  return { ...NOTHING, started: started as never, context, configHash: started.configHash };
}

it("a restart at 3,500 instead of 3,600 market seconds a second is journaled, under the same hash: the lease holds", async () => {
  const first = await plan(3_600, NOTHING);
  const recovery = after(first);
  expect((await plan(3_600, recovery)).opening.map(({ type }) => type)).toEqual(["session.resumed"]);
  const slower = await plan(3_500, recovery);
  expect(slower.opening).toMatchObject([
    { type: "session.resumed" },
    {
      ...{ type: "session.configured", configHash: recovery.configHash },
      config: { runtime: { live: { time_scale: 3_500 } } },
    },
  ]);
  expect([first.context.timeScale, slower.context.timeScale]).toEqual([3_600, 3_500]);
});

it("books and key are of one account: its tag stands in the lines, and another account's key is refused with 3", async () => {
  const held: string[] = [];
  const accountLock = { takeAccount: async (code: string) => void held.push(code) };
  const told = { flags: FLAGS, ports: PORTS, config: shipped, venueKey: "binance", accountLock };
  const begun = (code: string | null, recovery: LiveRecovery) =>
    planLive({ ...told, venue: { ...venueAt(1), accountCode: async () => ok(code) }, recovery });
  const first = await begun("SgsR", NOTHING);
  const [started] = first.opening;
  const accountTag = (started as { readonly accountTag?: string }).accountTag ?? "";
  expect(accountTag).toMatch(/^[0-9a-f]{16}$/);
  const recovery = { ...after(first), accountTag };
  expect((await begun("SgsR", recovery)).opening[0]).toMatchObject({ type: "session.resumed", accountTag });
  await expect(begun("TxxQ", recovery)).rejects.toMatchObject({ code: "account_differs", exitCode: 3 });
  // A venue that tells no code, and books from before lines had a tag, refuse nobody.
  expect((await begun(null, recovery)).opening[0]).not.toHaveProperty("accountTag");
  expect((await begun("TxxQ", after(first))).opening[0]).toMatchObject({ type: "session.resumed" });
  expect(held).toEqual(["SgsR", "SgsR", "TxxQ"]);
});

it("another limit is another hash: the lease ends", async () => {
  const recovery = after(await plan(3_600, NOTHING));
  const { global } = shipped.risk_limits;
  const looser = { ...shipped, risk_limits: { ...shipped.risk_limits, global: { ...global, max_leverage: 2.5 } } };
  const { opening } = await plan(3_600, recovery, looser);
  expect(opening.map(({ type }) => type)).toEqual(["session.resumed", "session.configured"]);
  const [, configured] = opening;
  expect(configured).not.toMatchObject({ configHash: recovery.configHash });
});

it("the venue's limits of orders are journaled, and bind decisions in windows as long as its clock runs fast", async () => {
  const { opening, context } = await plan(60, NOTHING);
  expect(opening).toMatchObject([
    { config: { venues: { binance: { order_limits: { orders_10s: 18_000, orders_1m: 72_000 } } } } },
  ]);
  expect(context.risk.orderLimits).toEqual({
    "binance-usdm": { tenSeconds: 18_000, minute: 72_000, setting: "venues.binance.order_limits", timeScale: 60 },
  });
});

it("an entry of unknown quality goes out by half at a venue that is not recorded data, or by what is configured for live", async () => {
  const factorOf = async (config: Config): Promise<number> =>
    (await plan(1, NOTHING, config)).config.router_policy.unknown_size_factor;
  expect([shipped.router_policy.unknown_size_factor, await factorOf(shipped)]).toEqual([1, 0.5]);
  const bold = { ...shipped, router_policy: { ...shipped.router_policy, live_unknown_size_factor: 0.8 } };
  expect(await factorOf(bold)).toBe(0.8);
});
