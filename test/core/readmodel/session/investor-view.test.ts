import { beforeAll, describe, expect, it } from "vitest";
import { plainFund } from "../../../../src/cli/screens/plain-fund.js";
import { investorSession, investorView } from "../../../../src/core/readmodel/session/investor-view.js";
import type { SessionView } from "../../../../src/core/readmodel/session/session-view.js";
import { composeScreen } from "../../../../src/tui/screen.js";
import { sampleView, screenOf } from "../../../tui/sample-view.js";

let view: SessionView;
let secrets: readonly string[];

/** Every text under a key that names a market, a strategy or an order. */
function namesIn(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return /symbol|strategy|account|id$/i.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(one, key));
  return Object.entries(value).flatMap(([name, one]) => namesIn(one, name));
}

beforeAll(async () => {
  view = await sampleView();
  const names = namesIn({ ...view, process: undefined });
  secrets = [...new Set([...names, ...(view.origin?.symbols ?? []), view.directory])].filter((name) => name !== "main");
});

const found = (text: string): readonly string[] => secrets.filter((secret) => secret !== "" && text.includes(secret));

describe("what investors get", () => {
  it("is searched for more than a hundred names, all of which the operator's document has", () => {
    expect(secrets.length).toBeGreaterThan(100);
    expect(secrets).toEqual(expect.arrayContaining(["ETHUSDT", "momentum", "relative_value"]));
    expect(found(JSON.stringify(view))).toEqual(secrets);
  });

  it("as a document has no symbol, strategy or id in its bytes", () => {
    expect(found(JSON.stringify(investorView(view)))).toEqual([]);
    expect(Object.keys(investorView(view))).toEqual(["schema", "mode", "at", "time", "fund"]);
  });

  it("as plain lines has none, and says the figures of the page", () => {
    const lines = plainFund(investorView(view), { wrap: (text) => [text] });
    expect(found(lines.join("\n"))).toEqual([]);
    expect(lines.join("\n")).toMatch(/^NAV of a unit: 1\.\d{4}$/m);
    expect(lines.join("\n")).toMatch(/^Strategy 1: \+[\d.,]+ USD/m);
  });

  it("as a screen has none, nor has the view that the screen is drawn from", () => {
    const session = investorSession(view);
    expect(found(JSON.stringify(session))).toEqual([]);
    for (const width of [80, 200]) {
      const rows = composeScreen(screenOf(session, { page: "fund" }, { investor: true }), width, 40).rows();
      expect(found(rows.join("\n"))).toEqual([]);
      expect(rows.join("\n")).toContain("Strategy 1");
    }
  });

  it("is the same when it is made of what it made before", () => {
    expect(investorView(investorSession(view))).toEqual(investorView(view));
  });
});
