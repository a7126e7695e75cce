import { expect, it } from "vitest";
import { glanceLine, liveDisplay } from "../../src/cli/live-display.js";
import type { SessionGlance } from "../../src/core/domain/session-glance.js";

const ESC = String.fromCharCode(27);
const TERMINAL = { width: 80, colour: false, interactive: true };
const ACTIVE: SessionGlance = {
  tradingState: "ACTIVE",
  causes: [],
  positions: 1,
  nav: { value: "99877.124", ageMs: 12_000 },
};
const HALTED: SessionGlance = { ...ACTIVE, tradingState: "HALTED", causes: ["operator_halt"], positions: 2 };
const AT_MS = Date.parse("2026-11-23T17:00:00Z");

it("a line has mode, state, its causes, positions, NAV and how old that is", () => {
  expect(glanceLine("testnet", ACTIVE, TERMINAL)).toBe("TESTNET ACTIVE  1 position  NAV 99,877.12 (12s old)");
  expect(glanceLine("prod", HALTED, TERMINAL)).toBe(
    "PROD HALTED by operator_halt  2 positions  NAV 99,877.12 (12s old)",
  );
  const unknown = { ...ACTIVE, nav: { value: null, ageMs: null } };
  expect(glanceLine("dry-run", unknown, TERMINAL)).toBe("DRY-RUN ACTIVE  1 position  NAV n/a (n/a old)");
});

it("names as many causes as 80 columns have room for, and how many more there are", () => {
  const causes = ["operator_halt", "account_changed", "reconcile_difference"];
  expect(glanceLine("testnet", { ...HALTED, causes }, TERMINAL)).toBe(
    "TESTNET HALTED by operator_halt +2  2 positions  NAV 99,877.12 (12s old)",
  );
  expect(glanceLine("testnet", { ...HALTED, causes }, { ...TERMINAL, width: 66 })).toBe(
    "TESTNET HALTED (3 causes)  2 positions  NAV 99,877.12 (12s old)",
  );
});

it.each([20, 40, 60, 80, 120])("fits %i columns with one to spare", (width) => {
  const many = { ...HALTED, causes: Array.from({ length: 12 }, (_, index) => `cause_number_${String(index)}`) };
  for (const glance of [ACTIVE, HALTED, many])
    expect(glanceLine("testnet", glance, { ...TERMINAL, width }).length).toBeLessThan(width);
});

it("at a terminal one line is painted over in place, the state coloured, and gone at the end", () => {
  const written: string[] = [];
  const place = {
    terminal: () => ({ ...TERMINAL, width: 40, colour: true }),
    write: (text: string) => void written.push(text),
    notes: { info: (line: string) => void written.push(`note: ${line}`) },
    mayRepaint: true,
  };
  const display = liveDisplay("testnet", place);
  display.step("margin type and leverage of 112 symbols", AT_MS);
  display.show({ ...ACTIVE, nav: { value: "1", ageMs: 0 } }, AT_MS);
  display.stop();
  expect(written).toEqual([
    `\r${ESC}[KTESTNET starting: margin type and leve…`,
    `\r${ESC}[KTESTNET ${ESC}[36mACTIVE${ESC}[39m  1 position  NAV 1.00 (…`,
    `\r${ESC}[K`,
  ]);
});

it.each([
  ["without a terminal", { ...TERMINAL, interactive: false }, true],
  ["beside a stream of events", TERMINAL, false],
])(
  "%s it is a line for each step of the start and each change of the state, with the time",
  (_where, terminal, mayRepaint) => {
    const [lines, written]: [string[], string[]] = [[], []];
    const place = {
      terminal: () => terminal,
      write: (text: string) => void written.push(text),
      notes: { info: (line: string) => void lines.push(line) },
      mayRepaint,
    };
    const display = liveDisplay("testnet", place);
    display.step("account modes", AT_MS);
    display.show(ACTIVE, AT_MS + 1_000);
    display.show({ ...ACTIVE, positions: 7 }, AT_MS + 2_000);
    display.show(HALTED, AT_MS + 3_000);
    display.show({ ...HALTED, causes: ["operator_halt", "user_stream_stale"] }, AT_MS + 4_000);
    display.stop();
    expect(written).toEqual([]);
    expect(lines).toEqual([
      "2026-11-23T17:00:00Z TESTNET starting: account modes …",
      "2026-11-23T17:00:01Z TESTNET ACTIVE  1 position  NAV 99,877.12 (12s old)",
      "2026-11-23T17:00:03Z TESTNET HALTED by operator_halt  2 positions  NAV 99,877.12 (12s old)",
      "2026-11-23T17:00:04Z TESTNET HALTED by operator_halt, user_stream_stale  2 positions  NAV 99,877.12 (12s old)",
    ]);
  },
);
