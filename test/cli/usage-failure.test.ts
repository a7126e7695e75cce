import { describe, expect, it } from "vitest";
import { usageFailure } from "../../src/cli/usage-failure.js";

const listOf = (typed: string): Error =>
  new Error(`Expected --mode=${typed} to be one of: paper, dry-run, testnet, prod\nSee more help with --help`);

describe("a value that is not in a flag's list", () => {
  it("one letter off is answered with the one that was meant", () => {
    const { report } = usageFailure(listOf("tesnet"), "executor", []);
    expect(report).toMatchObject({
      code: "usage",
      value: "tesnet",
      message: "Expected --mode=tesnet to be one of: paper, dry-run, testnet, prod",
      fix: "did you mean --mode testnet? (hedge executor --help)",
    });
  });

  it("far from all of them is answered with the list alone", () => {
    const { report } = usageFailure(listOf("sideways"), "executor", []);
    expect(report.fix).toBe("hedge executor --help");
  });
});

describe("flags that a command needs", () => {
  it("are named with what they are for, without the parser's heading", () => {
    const missing = new Error(
      "The following errors occurred:\n  Missing required flag for\n  Missing required flag max-notional\nSee more help with --help",
    );
    const flags = { for: { description: "how long" }, "max-notional": {} };
    const { report } = usageFailure(Object.assign(missing, { parse: { input: { flags } } }), "arm", []);
    expect(report).toMatchObject({
      message: "--for is missing: how long\n  --max-notional is missing",
      fix: "hedge arm --help",
    });
  });
});
