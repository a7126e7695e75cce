import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CallCost, type Priority, RateLimiter } from "../../../../src/core/adapters/binance-usdm/rate-limiter.js";
import { SharedUsage } from "../../../../src/core/adapters/binance-usdm/shared-usage.js";
import type { VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";
import type { Result } from "../../../../src/core/lib/result.js";
import { SteppedClock } from "./support/stepped-clock.js";

const LIMITS = { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 };
/** A whole minute. */
const START_MS = 1_790_000_040_000;

let clock: SteppedClock;
let directory: string;

beforeEach(() => {
  clock = new SteppedClock(START_MS);
  directory = mkdtempSync(join(tmpdir(), "hedge-limits-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function limiterOf(shared: SharedUsage | null = null, accountTag = "a"): RateLimiter {
  return new RateLimiter({ clock, limits: LIMITS, shared, accountTag });
}

const weigh = (weight: number, priority: Priority): CallCost => ({ weight, orders: 0, priority });
const orders = (count: number, priority: Priority): CallCost => ({ weight: 0, orders: count, priority });

/** Remembers when and with what a call was let through. */
function watch(promise: Promise<Result<null, VenueRefusal>>) {
  const state: { atMs: number | null; refusal: VenueRefusal | null } = { atMs: null, refusal: null };
  void promise.then((result) => {
    state.atMs = clock.nowMs() - START_MS;
    if (!result.ok) state.refusal = result.error;
  });
  return state;
}

const header = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries));

describe("weight", () => {
  it("lets market data use 60 %, the account 75 %, orders 90 % and what protects 100 % of the minute", async () => {
    for (const [priority, share] of [
      ["market", 60],
      ["account", 75],
      ["order", 90],
      ["protective", 100],
    ] as const) {
      const limiter = limiterOf();
      const fits = watch(limiter.acquire(weigh(share, priority)));
      const tooMuch = watch(limiter.acquire(weigh(1, priority)));
      await clock.pass(0);
      const isLetThrough = tooMuch.atMs !== null && tooMuch.refusal === null;
      expect([priority, fits, isLetThrough]).toEqual([priority, { atMs: 0, refusal: null }, false]);
    }
  });

  it("lets a waiting read through at the next minute of the wall clock", async () => {
    await clock.pass(20_000);
    const limiter = limiterOf();
    await limiter.acquire(weigh(60, "market"));
    const waiting = watch(limiter.acquire(weigh(1, "market")));
    await clock.pass(39_990);
    expect(waiting.atMs).toBeNull();
    await clock.pass(20);
    expect(waiting).toEqual({ atMs: 60_000, refusal: null });
  });

  it("believes a header that says more than we counted, never one that says less", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-used-weight-1m": "90" }));
    expect(limiter.state().weight).toBe(90);
    limiter.observe(header({ "x-mbx-used-weight-1m": "3" }));
    expect(limiter.state().weight).toBe(90);
    limiter.observe(header({ "x-mbx-used-weight-1m": "9e99" }));
    limiter.observe(header({}));
    expect(limiter.state().weight).toBe(90);
    await clock.pass(60_000);
    expect(limiter.state().weight).toBe(0);
  });

  it("counts on when the wall clock is set back by an hour", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-used-weight-1m": "90" }));
    clock.wallMs -= 3_600_000;
    limiter.observe(header({ "x-mbx-used-weight-1m": "95" }));
    expect(limiter.state().weight).toBe(95);
  });

  it("goes by the limits of exchangeInfo once they are known", async () => {
    const limiter = limiterOf();
    limiter.setLimits({ ...LIMITS, weightPerMinute: 6_000 });
    expect((await limiter.acquire(weigh(3_600, "market"))).ok).toBe(true);
  });
});

describe("orders", () => {
  it("keeps 2 of 10 orders in 10 seconds for cancels, stops and exits", async () => {
    const limiter = limiterOf();
    for (let count = 0; count < 8; count += 1) await limiter.acquire(orders(1, "order"));
    const entry = watch(limiter.acquire(orders(1, "order")));
    await clock.pass(0);
    expect(entry).toMatchObject({ atMs: 0, refusal: { code: 0, reaction: "resend", retryAfterMs: 10_000 } });
    expect((await limiter.acquire(orders(1, "protective"))).ok).toBe(true);
    expect((await limiter.acquire(orders(1, "protective"))).ok).toBe(true);
  });

  it("refuses an entry that would wait more than 1 s instead of sending it late", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-order-count-10s": "8" }));
    await clock.pass(8_900);
    expect(watch(limiter.acquire(orders(1, "order"))).atMs).toBeNull();
    const late = watch(limiter.acquire(orders(1, "order")));
    await clock.pass(0);
    expect(late.refusal).toMatchObject({ code: 0, retryAfterMs: 1_100 });
    await clock.pass(200);
    const soon = watch(limiter.acquire(orders(1, "order")));
    await clock.pass(950);
    expect(soon).toEqual({ atMs: 10_000, refusal: null });
  });

  it("heeds the count of the minute as well", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-order-count-1m": "16" }));
    const entry = watch(limiter.acquire(orders(1, "order")));
    await clock.pass(0);
    expect(entry.refusal).toMatchObject({ retryAfterMs: 60_000 });
  });
});

describe("waiting", () => {
  it("lets the more urgent go first when a new minute starts, and equals in their order", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-used-weight-1m": "100" }));
    await clock.pass(59_000);
    const went: string[] = [];
    const go = (name: string, priority: Priority): void => {
      void limiter.acquire(weigh(1, priority)).then(() => went.push(name));
    };
    go("market", "market");
    go("account 1", "account");
    go("account 2", "account");
    go("protective", "protective");
    await clock.pass(2_000);
    expect(went).toEqual(["protective", "account 1", "account 2", "market"]);
  });

  it("refuses call number 257 at once: the queue is bounded", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-used-weight-1m": "100" }));
    for (let count = 0; count < 256; count += 1) watch(limiter.acquire(weigh(1, "market")));
    const refused = await limiter.acquire(weigh(1, "protective"));
    expect(refused).toMatchObject({ ok: false, error: { code: 0, reason: "too many calls are waiting already" } });
  });

  it("ends a wait that is given up", async () => {
    const limiter = limiterOf();
    limiter.observe(header({ "x-mbx-used-weight-1m": "100" }));
    const stop = new AbortController();
    const waiting = watch(limiter.acquire(weigh(1, "market"), stop.signal));
    await clock.pass(10);
    stop.abort();
    await clock.pass(0);
    expect(waiting.refusal?.reason).toBe("the call was given up");
  });
});

describe("backing off", () => {
  it("after a 429 with 7 s holds reads for 7 s, refuses entries, and lets a stop through", async () => {
    const limiter = limiterOf();
    limiter.backOff("slow", 7_000);
    const read = watch(limiter.acquire(weigh(5, "account")));
    const entry = await limiter.acquire(orders(1, "order"));
    expect(entry).toMatchObject({ ok: false, error: { retryAfterMs: 7_000 } });
    expect((await limiter.acquire(orders(1, "protective"))).ok).toBe(true);
    await clock.pass(7_010);
    expect(read).toEqual({ atMs: 7_000, refusal: null });
  });

  it("without a time waits 1, 2, 4 … at most 60 s, and 1 s again after 5 quiet minutes", async () => {
    const limiter = limiterOf();
    const waits: number[] = [];
    for (let strike = 0; strike < 8; strike += 1) {
      limiter.backOff("slow", null);
      waits.push(limiter.state().slowMs);
      await clock.pass(61_000);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await clock.pass(300_000);
    limiter.backOff("slow", null);
    expect(limiter.state().slowMs).toBe(1_000);
  });

  it("during a ban refuses everything at once with 418 and the time left, stops included", async () => {
    const limiter = limiterOf();
    limiter.backOff("banned", null);
    await clock.pass(30_000);
    for (const priority of ["protective", "market"] as const) {
      const refused = await limiter.acquire(weigh(1, priority));
      expect(refused).toMatchObject({ ok: false, error: { code: 418, reaction: "resend", retryAfterMs: 90_000 } });
    }
    await clock.pass(90_000);
    expect((await limiter.acquire(weigh(1, "market"))).ok).toBe(true);
  });
});

describe("the shared file", () => {
  const share = (host = "fapi.binance.com"): SharedUsage => new SharedUsage(directory, host);

  it("tells one process what another used and that the address is banned", async () => {
    const [one, two] = [limiterOf(share()), limiterOf(share())];
    one.observe(header({ "x-mbx-used-weight-1m": "99", "x-mbx-order-count-10s": "8" }));
    const read = watch(two.acquire(weigh(2, "protective")));
    const entry = await two.acquire(orders(1, "order"));
    expect(entry.ok).toBe(false);
    expect(read.atMs).toBe(0);
    one.backOff("banned", 60_000);
    await clock.pass(300);
    expect(await two.acquire(weigh(1, "protective"))).toMatchObject({ error: { code: 418, retryAfterMs: 59_700 } });
  });

  it("counts orders by account, weight by host", async () => {
    const [one, other] = [limiterOf(share(), "a"), limiterOf(share(), "b")];
    one.observe(header({ "x-mbx-used-weight-1m": "50", "x-mbx-order-count-10s": "8" }));
    expect((await other.acquire(orders(1, "order"))).ok).toBe(true);
    expect(other.state().weight).toBe(50);
    const elsewhere = limiterOf(share("demo-fapi.binance.com"));
    await elsewhere.acquire(orders(0, "order"));
    expect(elsewhere.state().weight).toBe(0);
  });

  it("is replaced whole, mode 0600, leaves no temporary file, and keeps the larger figure of two writers", () => {
    const [one, two] = [limiterOf(share()), limiterOf(share())];
    one.observe(header({ "x-mbx-used-weight-1m": "80" }));
    two.observe(header({ "x-mbx-used-weight-1m": "70" }));
    const [file, ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(statSync(join(directory, file!)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(directory, file!), "utf8"))).toMatchObject({ weight: { used: 80 } });
  });

  it("is written once for 50 answers within 100 ms, again after them, and at once for a ban", async () => {
    const limiter = limiterOf(share());
    const written = (): unknown => {
      const [file] = readdirSync(directory);
      return JSON.parse(readFileSync(join(directory, file!), "utf8"));
    };
    for (let used = 1; used <= 50; used += 1) limiter.observe(header({ "x-mbx-used-weight-1m": String(used) }));
    expect(written()).toMatchObject({ weight: { used: 1 } });
    limiter.backOff("banned", 60_000);
    expect(written()).toMatchObject({ weight: { used: 50 }, banned: { askedMs: 60_000, leftMs: 60_000 } });
    await clock.pass(100);
    limiter.observe(header({ "x-mbx-used-weight-1m": "51" }));
    expect(written()).toMatchObject({ weight: { used: 51 } });
  });

  it.each([
    ["torn", '{"v":2,"weight":{"win'],
    ["of another version", '{"v":1,"weight":{"window":0,"used":0},"slow":null,"banned":null,"accounts":{}}'],
    ["full of nonsense", '{"v":2,"weight":{"window":1e999,"used":-1},"slow":null,"banned":null,"accounts":{}}'],
    ["70 kB long", `{"v":2,"x":"${"x".repeat(70_000)}"}`],
    ["from the year 2100", '{"v":2,"weight":{"window":68000000,"used":100},"slow":null,"banned":null,"accounts":{}}'],
    [
      "about a ban of a year",
      '{"v":2,"weight":{"window":0,"used":0},"slow":null,"banned":{"sinceMs":1,"askedMs":31536000000,"leftMs":31536000000,"toldAtMs":1},"accounts":{}}',
    ],
  ])("is not believed when it is %s", async (_what, content) => {
    limiterOf(share()).observe(header({}));
    const [file] = readdirSync(directory);
    writeFileSync(join(directory, file!), content);
    const limiter = limiterOf(share());
    expect((await limiter.acquire(weigh(60, "market"))).ok).toBe(true);
    limiter.observe(header({ "x-mbx-used-weight-1m": "61" }));
    expect(limiter.state()).toMatchObject({ weight: 61, bannedMs: 0 });
  });

  it("is done without where the directory can't be made or belongs to all", async () => {
    const blocked = join(directory, "file");
    writeFileSync(blocked, "");
    const limiter = limiterOf(new SharedUsage(join(blocked, "below"), "h"));
    limiter.observe(header({ "x-mbx-used-weight-1m": "10" }));
    expect((await limiter.acquire(weigh(50, "market"))).ok).toBe(true);
    expect(limiter.state().weight).toBe(60);
  });
});
