import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFaultScript } from "../../../../../src/core/adapters/paper-server/faults/parse-fault-script.js";
import {
  discriminatorValues,
  nodeAt,
  scriptNode,
} from "../../../../../src/core/adapters/paper-server/faults/schema-words.js";

const text = readFileSync(new URL("../../../../../docs/PAPER_VENUE_FAULTS.md", import.meta.url), "utf8");
const QUESTIONS = ["request", "frame", "connect", "trigger", "fill", "refusal", "time"];

describe("docs/PAPER_VENUE_FAULTS.md", () => {
  it.each(QUESTIONS)("has a row for every kind of on: %s", (on) => {
    const deed = nodeAt(scriptNode(), { rules: [{ on }] }, ["rules", 0, "do"]);
    const kinds = discriminatorValues(deed, "kind");
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => !new RegExp(`^\\|.*\`${kind}\` \\|`, "m").test(text))).toEqual([]);
  });

  it("begins with a script that works", () => {
    const [, script = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    const parsed = parseFaultScript(script);
    expect(parsed.ok ? [] : parsed.error).toEqual([]);
  });
});
