import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { confirm } from "../../src/cli/confirm.js";

function desk(typed: string | null): { input: PassThrough; output: PassThrough; shown: () => string } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  if (typed === null) input.end();
  else input.write(typed);
  return { input, output, shown: () => String(output.read() ?? "") };
}

describe("a question before something that can't be taken back", () => {
  it.each([
    ["y\n", true],
    ["YES\n", true],
    [" yes \n", true],
    ["\n", false],
    ["n\n", false],
    ["yep\n", false],
    ["yy\n", false],
    ["ok\n", false],
    [null, false],
  ])("takes %j for %s", async (typed, wanted) => {
    const { input, output, shown } = desk(typed);
    expect(await confirm({ text: "Close everything?", interactive: true, input, output })).toBe(wanted);
    expect(shown()).toBe("Close everything? [y/N] ");
  });

  it("asks nobody where nobody sits: exit 2 with --yes as the remedy, and not a byte on the terminal", async () => {
    const { input, output, shown } = desk("y\n");
    await expect(confirm({ text: "Close everything?", interactive: false, input, output })).rejects.toMatchObject({
      exitCode: 2,
      report: { code: "usage", path: "--yes", fix: "add --yes to do it without a question" },
    });
    expect(shown()).toBe("");
  });

  it("shows a name from outside without its escape sequences", async () => {
    const { input, output, shown } = desk("n\n");
    await confirm({ text: "Close \u001b[2JBTCUSDT?", interactive: true, input, output });
    expect(shown()).toBe("Close BTCUSDT? [y/N] ");
  });
});
