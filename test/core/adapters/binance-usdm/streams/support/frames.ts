import { readdirSync, readFileSync } from "node:fs";
import type { FrameTranslator } from "../../../../../../src/core/adapters/binance-usdm/streams/frame-translator.js";
import type { UserFact } from "../../../../../../src/core/adapters/binance-usdm/streams/user-facts.js";

const folder = new URL("../../../../../fixtures/binance-usdm-streams/", import.meta.url);

export function frameText(name: string): string {
  return readFileSync(new URL(`${name}.json`, folder), "utf8");
}

/** The lines of a recording as parsed JSON. */
export function frameLines(file: string): readonly unknown[] {
  const lines = readFileSync(new URL(file, folder), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as unknown);
}

export function frameNames(kind: "user" | "market"): readonly string[] {
  return readdirSync(new URL(`${kind}/`, folder)).map((file) => `${kind}/${file.replace(/\.json$/, "")}`);
}

/** A frame of the order stream with the fields that matter, others as in a plain limit order. */
export function orderFrame(order: Readonly<Record<string, unknown>>, atMs = 1_759_347_763_200): string {
  const plain = {
    s: "BTCUSDT",
    c: "ours1",
    S: "BUY",
    o: "LIMIT",
    f: "GTC",
    q: "0.010",
    p: "50000",
    ap: "0",
    sp: "0",
    x: "NEW",
    X: "NEW",
    i: 8886774,
    l: "0",
    z: "0",
    L: "0",
    T: atMs,
    t: 0,
    m: false,
    R: false,
    ps: "BOTH",
    rp: "0",
    er: "0",
  };
  return JSON.stringify({ e: "ORDER_TRADE_UPDATE", E: atMs + 1, T: atMs, o: { ...plain, ...order } });
}

export function algoFrame(order: Readonly<Record<string, unknown>>, atMs = 1_759_347_763_200): string {
  const plain = { caid: "stop1", aid: 2146760, s: "BTCUSDT", S: "SELL", q: "0.010", X: "NEW", ai: "", rm: "" };
  return JSON.stringify({ e: "ALGO_UPDATE", E: atMs + 1, T: atMs, o: { ...plain, ...order } });
}

/** What a stream of texts tells; each of them must be readable. */
export function factsOf(translator: FrameTranslator, ...texts: readonly string[]): readonly UserFact[] {
  return texts.flatMap((text) => {
    const translation = translator.translate(text);
    if (translation.kind === "facts") return translation.facts;
    if (translation.kind === "nothing") return [];
    throw new Error(`${translation.kind}: ${text.slice(0, 200)}`);
  });
}

/** The events among them, and short words for what the port has no event for. */
export function eventsOf(translator: FrameTranslator, ...texts: readonly string[]): readonly unknown[] {
  return factsOf(translator, ...texts).map((fact) => (fact.kind === "event" ? fact.event : fact));
}
