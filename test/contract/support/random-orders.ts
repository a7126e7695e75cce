import fc from "fast-check";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import type { Side } from "../../../src/core/domain/intent.js";
import { type Dec, dec, decFromNumber } from "../../../src/core/lib/decimal.js";
import { INSTRUMENTS } from "./contract-market.js";
import type { OrderDesk } from "./order-desk.js";

type Sketch = Partial<OrderRequest> & { readonly symbol: string };

/** One thing that a trader does. `cancel` counts back from the newest order. */
export type Deed =
  | { readonly kind: "place"; readonly request: Sketch }
  | { readonly kind: "cancel"; readonly back: number }
  | { readonly kind: "change"; readonly back: number; readonly qty: Dec; readonly price: Dec }
  | { readonly kind: "hour" };

const KINDS = ["market", "market", "limit", "limit", "ioc", "post-only", "stop", "profit", "closing"] as const;

const place = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    symbol: fc.constantFrom(...INSTRUMENTS.slice(0, 3).map(({ symbol }) => symbol)),
    side: fc.constantFrom("buy" as const, "sell" as const),
    steps: fc.integer({ min: 2, max: 6_000 }),
    ticks: fc.integer({ min: 940, max: 1_060 }),
    reduceOnly: fc.boolean(),
    workingType: fc.constantFrom("mark" as const, "last" as const),
  })
  .map(({ kind, steps, ticks, ...rest }): Deed => {
    const [qty, price] = [decFromNumber((steps * 5) / 1_000), decFromNumber(ticks / 10)];
    const conditional = { ...rest, qty, triggerPrice: price };
    if (kind === "market") return { kind: "place", request: { ...rest, qty } };
    if (kind === "stop") return { kind: "place", request: { ...conditional, type: "stop_market" } };
    if (kind === "profit") return { kind: "place", request: { ...conditional, type: "take_profit_market" } };
    if (kind === "closing") {
      const whole = { ...conditional, qty: null, reduceOnly: false, closePosition: true } as const;
      return { kind: "place", request: { ...whole, type: "stop_market" } };
    }
    const limit = { ...rest, type: "limit", qty, price } as const;
    if (kind === "ioc") return { kind: "place", request: { ...limit, timeInForce: "IOC" } };
    if (kind === "post-only") return { kind: "place", request: { ...limit, timeInForce: "GTX", postOnly: true } };
    return { kind: "place", request: limit };
  });

const cancel = fc.record({ kind: fc.constant("cancel" as const), back: fc.nat(6) });
const change = fc
  .record({ back: fc.nat(6), steps: fc.integer({ min: 2, max: 6_000 }), ticks: fc.integer({ min: 940, max: 1_060 }) })
  .map(({ back, steps, ticks }): Deed => {
    return { kind: "change", back, qty: decFromNumber((steps * 5) / 1_000), price: decFromNumber(ticks / 10) };
  });
const hour = fc.constant({ kind: "hour" } as const);

export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: place },
    { weight: 3, arbitrary: cancel },
    { weight: 3, arbitrary: change },
    { weight: 2, arbitrary: hour },
  ),
  { minLength: 4, maxLength: 16 },
);

const FIRST = { symbol: INSTRUMENTS[0]!.symbol, side: "buy", qty: dec("1") } as const;

/** A plan that meets each kind of answer: a fill, a bid that rests and is canceled, and a reduction of nothing, refused. */
export const EVERY_ANSWER: readonly Deed[] = [
  { kind: "place", request: { ...FIRST, reduceOnly: true } },
  { kind: "place", request: FIRST },
  { kind: "place", request: { ...FIRST, type: "limit", price: dec("94") } },
  { kind: "cancel", back: 0 },
];

/** Does them one after the other; an hour passes only once every order has been answered. */
export async function doAll(desk: OrderDesk, plan: readonly Deed[]): Promise<void> {
  const placed: { readonly id: string; readonly symbol: string; readonly side: Side }[] = [];
  const answered = (): boolean => placed.every(({ id }) => desk.of(id).length > 0);
  for (const deed of plan) {
    if (deed.kind === "place") {
      const { symbol, side = "buy" } = deed.request;
      placed.push({ id: desk.place(deed.request), symbol, side });
    } else if (deed.kind === "hour") {
      await desk.bench.settle(answered, "an answer to every order");
      await desk.bench.passHour();
    } else {
      const target = placed[placed.length - 1 - deed.back];
      if (target === undefined) continue;
      if (deed.kind === "cancel") desk.cancel(target.id, target.symbol);
      else desk.change(target.id, target.symbol, { side: target.side, price: deed.price, qty: deed.qty });
    }
  }
  await desk.bench.settle(answered, "an answer to every order");
}
