import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createFaultHooks } from "../../../../../src/core/adapters/paper-server/faults/create-fault-hooks.js";
import { parseFaultScript } from "../../../../../src/core/adapters/paper-server/faults/parse-fault-script.js";
import { MINUTE_MS } from "../../../../../src/core/lib/time.js";
import { orderRequest, T0 } from "./script-text.js";

const FOLDER = new URL("../../../../../research/faults/", import.meta.url);
const files = readdirSync(FOLDER);
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "XRPUSDT"];

describe("the scripts in research/faults", () => {
  it("are 4", () => {
    expect(files.sort()).toEqual(["broken-streams.json", "hard-market.json", "other-hands.json", "rough-network.json"]);
  });

  it.each(files)("%s: every rule acts in a busy week", (file) => {
    const parsed = parseFaultScript(readFileSync(new URL(file, FOLDER), "utf8"), { symbols: SYMBOLS });
    expect(parsed.ok ? [] : parsed.error).toEqual([]);
    if (!parsed.ok) return;
    const hooks = createFaultHooks(parsed.value, { seed: "42", startMs: T0 });
    for (let minute = 0; minute < 7 * 24 * 60; minute += 10) {
      const atMs = T0 + minute * MINUTE_MS;
      hooks.onRequest(orderRequest({ newClientOrderId: `a${minute}` }, atMs));
      hooks.onRequest({ ...orderRequest({ clientAlgoId: `b${minute}` }, atMs), path: "/fapi/v1/algoOrder" });
      hooks.onFrame("private", "ORDER_TRADE_UPDATE", atMs);
      hooks.onFrame("private", "ACCOUNT_UPDATE", atMs);
      if (minute % 360 === 0) hooks.onConnect("private", atMs);
      hooks.onTrigger("BTCUSDT", atMs);
      hooks.fillShare("BTCUSDT", atMs);
      hooks.due(atMs);
    }
    expect(hooks.counts().filter(({ fired }) => fired === 0)).toEqual([]);
  });
});
