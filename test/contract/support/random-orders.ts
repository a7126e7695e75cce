import fc from "fast-check";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { decFromNumber } from "../../../src/core/lib/decimal.js";
import { INSTRUMENTS } from "./contract-market.js";
import type { OrderDesk } from "./order-desk.js";

type Sketch = Partial<OrderRequest> & { readonly symbol: string };

/** One thing that a trader does. `cancel` counts back from the newest order. */
export type Deed =
  | { readonly kind: "place"; readonly request: Sketch }
  | { readonly kind: "cancel"; readonly back: number }
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
const hour = fc.constant({ kind: "hour" } as const);

export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof({ weight: 8, arbitrary: place }, { weight: 3, arbitrary: cancel }, { weight: 2, arbitrary: hour }),
  { minLength: 4, maxLength: 16 },
);

/** Does them one after the other; an hour passes only once every order has been answered. */
export async function doAll(desk: OrderDesk, plan: readonly Deed[]): Promise<void> {
  const placed: { readonly id: string; readonly symbol: string }[] = [];
  const answered = (): boolean => placed.every(({ id }) => desk.of(id).length > 0);
  for (const deed of plan) {
    if (deed.kind === "place") placed.push({ id: desk.place(deed.request), symbol: deed.request.symbol });
    else if (deed.kind === "hour") {
      await desk.bench.settle(answered, "an answer to every order");
      await desk.bench.passHour();
    } else {
      const target = placed[placed.length - 1 - deed.back];
      if (target !== undefined) desk.cancel(target.id, target.symbol);
    }
  }
  await desk.bench.settle(answered, "an answer to every order");
}
