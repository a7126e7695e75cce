import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionLab } from "./support/session-lab.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

interface Said {
  readonly exitCode: number | undefined;
  readonly told: Record<string, unknown>;
}

let lab: SessionLab;
const copies: string[] = [];

/** A dead session that holds two positions at the venue, each with its stop. */
beforeAll(async () => {
  lab = await SessionLab.open({});
  await lab.holding("BTCUSDT", "ETHUSDT");
  await lab.end();
}, 120_000);
afterAll(async () => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  await lab.dispose();
});

async function hedge(...words: readonly string[]): Promise<Said> {
  const env = { PATH: process.env["PATH"] ?? "", ENV: "testnet", ...lab.env };
  const options = { env, extendEnv: false, reject: false, timeout: 120_000 } as const;
  const { exitCode, stdout, stderr } = await execa(process.execPath, [launcher, ...words, "--json"], options);
  expect(stderr).not.toContain("    at ");
  return { exitCode, told: JSON.parse(stdout) as Record<string, unknown> };
}

const linesOf = (segment: string): string[] => readFileSync(segment, "utf8").trimEnd().split("\n");
const otherDigit = (line: string): string => line.replace(/\d(?=\D*$)/, (digit) => (digit === "1" ? "2" : "1"));

/** Each with the place that has to be named: of a line that was changed, or how far the lines go that are left. */
const DAMAGES = [
  [
    "one changed digit in the middle",
    (lines: string[]) => lines.with(lines.length >> 1, otherDigit(lines[lines.length >> 1]!)),
    (lines: string[]) => `000001.jsonl line ${String((lines.length >> 1) + 1)}`,
  ],
  [
    "its last five lines gone",
    (lines: string[]) => lines.slice(0, -5),
    (lines: string[]) => `the journal ends at ${String(lines.length - 5)}: lines are missing`,
  ],
] as const;

describe("a dead session that holds positions at the venue, and whose journal is damaged", () => {
  it.each(DAMAGES)(
    "%s: flatten, executor, status and doctor name the place and what to do, and nothing at the venue changes",
    async (what, damage, placeOf) => {
      const state = `${lab.directory}-${what.replaceAll(" ", "-")}`;
      copies.push(state);
      cpSync(lab.directory, state, { recursive: true });
      const segment = `${state}/journal/000001.jsonl`;
      const lines = linesOf(segment);
      writeFileSync(segment, `${damage(lines).join("\n")}\n`);
      const place = placeOf(lines);
      const before = await lab.venue.witness();
      const flattened = await hedge("flatten", "--yes", "--state", state);
      const started = await hedge("executor", "--mode", "testnet", "--state", state);
      const status = await hedge("status", "--state", state);
      const doctor = await hedge("doctor", "--state", state);
      expect([flattened, started, status, doctor].map(({ exitCode }) => exitCode)).toEqual([3, 3, 4, 4]);
      for (const { told } of [flattened, started, status, doctor]) {
        expect(JSON.stringify(told)).toContain(place);
        expect(JSON.stringify(told)).toContain("docs/OPERATIONS.md, A damaged journal");
        expect(told["mode"]).toBe("testnet");
      }
      expect(flattened.told["message"]).toMatch(/^nothing was closed .* keeps its stops at the venue: /);
      const after = await lab.venue.witness();
      expect([before.positions.size, after.positions]).toEqual([2, before.positions]);
    },
    240_000,
  );
});
