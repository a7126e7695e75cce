import { describe, expect, it } from "vitest";
import {
  renderTelemetrySchema,
  TELEMETRY_SCHEMAS,
  type TelemetryFileName,
} from "../../../src/core/telemetry/exported.schema.js";

/** What is told only where there is something to tell. */
const OPTIONAL: Readonly<Partial<Record<TelemetryFileName, readonly string[]>>> = {
  "nav.jsonl": ["flows"],
  "positions.json": ["assets"],
};

const names = Object.keys(TELEMETRY_SCHEMAS) as TelemetryFileName[];

describe("the exported JSON Schema", () => {
  it.each(names)(
    "of %s is strict and names its members as required, but for flows of a NAV and assets over several venues",
    (name) => {
      const schema = JSON.parse(renderTelemetrySchema(name)) as Record<string, unknown>;
      expect(schema["additionalProperties"]).toBe(false);
      const optional = OPTIONAL[name] ?? [];
      const members = Object.keys(schema["properties"] as object);
      expect(members).toEqual(expect.arrayContaining([...optional]));
      expect(schema["required"]).toEqual(members.filter((member) => !optional.includes(member)));
      expect(schema["title"]).toBe(name);
    },
  );

  it("is the same text every time, so that a stale copy can be found", () => {
    expect(names.map(renderTelemetrySchema)).toEqual(names.map(renderTelemetrySchema));
  });
});

describe("a telemetry schema", () => {
  const money = { nav: "1", wallet: "1", unrealizedPnl: "0" };
  const point = { at: "2024-05-01T00:00:00Z", mode: "paper", ...money, drawdown: 0, unprotectedSeconds: 0 };
  const accepts = (changes: object): boolean =>
    TELEMETRY_SCHEMAS["nav.jsonl"].safeParse({ ...point, ...changes }).success;

  it("accepts a plain decimal and an instant with milliseconds", () => {
    expect(accepts({ nav: "-0.00012", at: "2024-05-01T00:00:00.046Z" })).toBe(true);
  });

  it.each([
    ["money as a number", { nav: 1 }],
    ["an exponent", { nav: "1e-7" }],
    ["NaN", { nav: "NaN" }],
    ["a ratio as text", { drawdown: "0" }],
    ["a local time", { at: "2024-05-01T00:00:00+02:00" }],
    ["another mode", { mode: "live" }],
    ["an unknown member", { pnl: "1" }],
  ])("refuses %s", (_what, changes) => {
    expect(accepts(changes)).toBe(false);
  });
});
