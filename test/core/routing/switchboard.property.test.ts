import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseVenue, type SwitchPolicy, type VenueOption } from "../../../src/core/routing/switchboard.js";

const MIN_USD = 10;
const RUNS = { numRuns: 500, seed: 8 };
const ORDER: SwitchPolicy = { prefer: "order", min_saving_bps: 1 };
const COST: SwitchPolicy = { prefer: "cost", min_saving_bps: 1 };

const option = (account: string, changes: Partial<VenueOption> = {}): VenueOption => ({
  ...{ account, venue: `venue-${account}`, broken: null, costBps: 6, headroomUsd: 1_000, occupied: false },
  ...changes,
});

const anyNumber = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN));
const anyOption = fc.record({
  broken: fc.constantFrom(null, "its circuit is open"),
  costBps: fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constant(Number.NaN)),
  headroomUsd: anyNumber,
  occupied: fc.boolean(),
});
const anyOptions = fc
  .array(anyOption, { minLength: 1, maxLength: 5 })
  .map((parts) => parts.map((part, at) => option(`a${String(at)}`, part)));
const anyPolicy = fc.record({
  prefer: fc.constantFrom("order" as const, "cost" as const),
  min_saving_bps: fc.double({ min: 0, max: 5, noNaN: true }),
});

const canTake = ({ broken, headroomUsd }: VenueOption): boolean => broken === null && headroomUsd >= MIN_USD;

describe("the choice of a venue for new risk", () => {
  it("is one of the options, and any but the first only where it is well, free and has room", () => {
    fc.assert(
      fc.property(anyOptions, anyPolicy, (options, policy) => {
        const { account, because } = chooseVenue(options, policy, MIN_USD);
        const at = options.findIndex((one) => one.account === account);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(because === null).toBe(at === 0);
        if (at > 0) expect([canTake(options[at]!), options[at]!.occupied]).toEqual([true, false]);
      }),
      RUNS,
    );
  });

  it("never stays at a first one that can't take it while another can", () => {
    fc.assert(
      fc.property(anyOptions, anyPolicy, (options, policy) => {
        const [home, ...others] = options;
        const isMoved = chooseVenue(options, policy, MIN_USD).because !== null;
        const isOpenElsewhere = others.some((one) => canTake(one) && !one.occupied);
        if (!canTake(home!)) expect(isMoved).toBe(isOpenElsewhere);
        else if (policy.prefer === "order") expect(isMoved).toBe(false);
      }),
      RUNS,
    );
  });

  it("does not change when an option that was not chosen breaks, but for one it was measured against", () => {
    fc.assert(
      fc.property(anyOptions, anyPolicy, fc.nat(4), (options, policy, at) => {
        const before = chooseVenue(options, policy, MIN_USD);
        const broken = options[at % options.length]!;
        const first = options.find((one, place) => canTake(one) && (place === 0 || !one.occupied));
        if (broken.account === before.account || broken === first) return;
        const after = options.map((one) => (one === broken ? { ...one, broken: "its circuit is open" } : one));
        expect(chooseVenue(after, policy, MIN_USD).account).toBe(before.account);
      }),
      RUNS,
    );
  });

  it("by cost saves at least the minimum against the first that can, and nobody saves more", () => {
    fc.assert(
      fc.property(anyOptions, fc.double({ min: 0, max: 5, noNaN: true }), (options, minSavingBps) => {
        const choice = chooseVenue(options, { prefer: "cost", min_saving_bps: minSavingBps }, MIN_USD);
        if (choice.because !== "cost") return;
        const usable = options.filter((one, place) => canTake(one) && (place === 0 || !one.occupied));
        const chosen = usable.find(({ account }) => account === choice.account)!;
        expect(chosen.costBps + minSavingBps).toBeLessThanOrEqual(usable[0]!.costBps);
        for (const { costBps } of usable) expect(costBps >= chosen.costBps || Number.isNaN(costBps)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe("what is said of a choice", () => {
  const [home, other] = [option("main"), option("reserve", { costBps: 4.5 })];

  it("names the circuit of the first one", () => {
    const out = { ...home, broken: "the circuit of orders is open: 503" };
    expect(chooseVenue([out, other], ORDER, MIN_USD)).toEqual({
      ...{ account: "reserve", because: "health", reason: "main: the circuit of orders is open: 503" },
    });
  });

  it("names what is left of a share that is one dollar short of the smallest order", () => {
    const full = { ...home, headroomUsd: MIN_USD - 1 };
    expect(chooseVenue([full, other], ORDER, MIN_USD)).toEqual({
      ...{ account: "reserve", because: "concentration", reason: "venue-main has 9 USD left of its share" },
    });
    expect(chooseVenue([{ ...home, headroomUsd: MIN_USD }, other], ORDER, MIN_USD).account).toBe("main");
  });

  it("names both costs, and 1.5 bps are worth it where 1 is asked and not where 2 are", () => {
    expect(chooseVenue([home, other], COST, MIN_USD)).toEqual({
      ...{ account: "reserve", because: "cost", reason: "reserve costs 4.5 bps, main 6 bps" },
    });
    expect(chooseVenue([home, other], { ...COST, min_saving_bps: 2 }, MIN_USD).account).toBe("main");
  });

  it("leaves new risk where it is while nobody can take it, so that it is refused there as ever", () => {
    const out = [home, other].map((one) => ({ ...one, broken: "its circuit is open" }));
    expect(chooseVenue(out, ORDER, MIN_USD)).toMatchObject({ account: "main", because: null });
    expect(chooseVenue([home, other], ORDER, Number.NaN)).toMatchObject({ account: "main", because: null });
  });
});
