import { describe, expect, it } from "vitest";
import { explainUnknownCommand } from "../../src/cli/hooks/command-not-found.js";

const commands = [
  { id: "positions", hidden: false },
  { id: "risk:show", hidden: false },
  { id: "secret", hidden: true },
];
const explain = (id: string) => explainUnknownCommand(id, commands, ["risk"]);

describe("a command that does not exist", () => {
  it.each([
    ["positons", "unknown_command", /did you mean positions\?/],
    ["risk:shwo", "unknown_command", /did you mean risk show\?/],
    ["positions:extra", "usage", /hedge positions --help/],
    ["risk:show:BTCUSDT:now", "usage", /hedge risk show --help/],
  ])("%s is answered as %s and exits 2", (id, code, fix) => {
    const { report, exitCode } = explain(id);
    expect([report.code, exitCode]).toEqual([code, 2]);
    expect(report.fix).toMatch(fix);
  });

  it("never offers a hidden one", () => {
    expect(explain("secre").report.fix).not.toContain("secret");
  });
});
