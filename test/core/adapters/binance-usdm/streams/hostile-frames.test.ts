import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameTranslator } from "../../../../../src/core/adapters/binance-usdm/streams/frame-translator.js";
import { parseMarketFrame } from "../../../../../src/core/adapters/binance-usdm/streams/market-frames.js";
import { frameNames, frameText, orderFrame } from "./support/frames.js";

const translator = (): FrameTranslator => new FrameTranslator({ account: "main", quoteAssetOf: () => "USDT" });
const userTexts = frameNames("user").map(frameText);
const marketTexts = frameNames("market").map(frameText);

/** A frame with one value anywhere in it replaced. */
function mutated(text: string, place: number, value: unknown): unknown {
  const frame = JSON.parse(text) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const fields = node as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      places.push([fields, key]);
      visit(fields[key]);
    }
  };
  visit(frame);
  const [fields, key] = places[place % places.length]!;
  fields[key] = value;
  return frame;
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    "NaN",
    "1e9999",
    "-Infinity",
    "0x10",
    "",
    " 1",
    "1_000",
    null,
    true,
    [],
    {},
    -1,
    1e308,
    2 ** 53,
  ),
  fc.string({ unit: "binary" }),
  fc.jsonValue(),
  fc.constantFrom("\u001b[31mred", "a\u0007b", "\u202egnp.exe", "__proto__", "9".repeat(400)),
);

describe("hostile private frames", () => {
  it("answers 2,000 arbitrary texts without a crash", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        expect(["nothing", "unreadable", "facts", "key_expired"]).toContain(translator().translate(text).kind);
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads 3,000 recorded frames with one wrong value, or says that they can't be read, and lets no control character out", () => {
    fc.assert(
      fc.property(fc.constantFrom(...userTexts), fc.nat(), nasty, (text, place, value) => {
        const told = translator().translate(JSON.stringify(mutated(text, place, value)));
        expect(JSON.stringify(told)).not.toMatch(/\\u00[01]|[\u007f-\u009f\u202a-\u202e]/);
        if (told.kind !== "facts") return;
        for (const fact of told.facts) {
          if (fact.kind !== "event" || fact.event.type !== "order.filled") continue;
          expect(fact.event.qty).toMatch(/^-?\d+(\.\d+)?$/);
          expect(fact.event.price).toMatch(/^-?\d+(\.\d+)?$/);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("calls a cut fill unreadable, never nothing: a fill may be in it", () => {
    const fill = frameText("user/order_update_trade");
    for (const end of [1, 40, 200, fill.length - 3]) {
      expect(translator().translate(fill.slice(0, end)).kind).toBe("unreadable");
    }
    expect(translator().translate('{"e":"ORDER_TRADE_UPDATE","E":1,"T":1}')).toMatchObject({ kind: "unreadable" });
    expect(translator().translate(orderFrame({ l: "1e-8" }))).toMatchObject({
      kind: "unreadable",
      reason: "ORDER_TRADE_UPDATE has an unexpected field o.l",
    });
  });

  it("never turns a doctored id into one of ours", () => {
    const told = translator().translate(orderFrame({ c: "our\u0000s1" }));
    expect(told).toMatchObject({ facts: [{ event: { clientOrderId: "our?s1" } }] });
  });

  it("changes no prototype", () => {
    translator().translate(
      '{"__proto__":{"polluted":1},"e":"ACCOUNT_UPDATE","E":1,"T":1,"a":{"m":"__proto__","B":[],"__proto__":{"x":1}}}',
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("reads a megabyte of unclosed quotes in under a second", () => {
    const startedAt = performance.now();
    expect(translator().translate(`{"e":"${'\\"'.repeat(500_000)}1234567890123456`).kind).toBe("unreadable");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("remembers at most 4,096 frames, so that a year of them fits into memory", () => {
    const reader = translator();
    for (let i = 0; i < 10_000; i += 1) reader.translate(orderFrame({ i, c: `o${i}` }));
    expect(reader.translate(orderFrame({ i: 9_999, c: "o9999" }))).toMatchObject({ facts: [] });
    expect(reader.translate(orderFrame({ i: 1, c: "o1" }))).toMatchObject({ facts: [{ kind: "event" }] });
  });
});

describe("public frames", () => {
  it("reads the documented frames of all four streams", () => {
    const frames = marketTexts.map((text) => parseMarketFrame(JSON.parse(text)));
    expect(frames.map((frame) => frame?.kind)).toEqual(["trades", "book", "bars", "bars", "marks"]);
    expect(frames[0]).toMatchObject({ trade: { price: 0.001, qty: 100, takerSide: "sell", atMs: 123456785 } });
    expect(frames[1]).toMatchObject({ diff: { firstId: 157, lastId: 160, previousId: 149, bids: [[0.0024, 10]] } });
    expect(frames[2]).toMatchObject({ intervalName: "1m", candle: { isClosed: true, low: 0.001, volume: 1000 } });
    expect(frames[4]).toMatchObject({
      mark: { mark: 11794.15, index: 11784.62659091, fundingRate: 0.00038167, nextFundingMs: 1562306400000 },
    });
  });

  it("takes 3,000 frames with one wrong value as no frame, or with finite figures only", () => {
    fc.assert(
      fc.property(fc.constantFrom(...marketTexts), fc.nat(), nasty, (text, place, value) => {
        const frame = parseMarketFrame(mutated(text, place, value));
        const figures = JSON.stringify(frame, (_, field: unknown) => {
          if (typeof field === "number") expect(Number.isFinite(field)).toBe(true);
          return field;
        });
        expect(typeof figures).toBe("string");
      }),
      { numRuns: 3_000 },
    );
  });

  it("has no funding rate for a contract that pays none", () => {
    const mark = { ...(JSON.parse(frameText("market/mark_price_stream")) as object), r: "", T: 0, i: "" };
    expect(parseMarketFrame(mark)).toMatchObject({ mark: { fundingRate: null, nextFundingMs: null, index: null } });
  });
});
