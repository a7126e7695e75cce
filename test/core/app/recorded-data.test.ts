import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordedData } from "../../../src/core/app/recorded-data.js";
import { Failure } from "../../../src/core/lib/failure.js";

async function failureOf(directory: string): Promise<Failure> {
  const opened = await openRecordedData(directory).catch((error: unknown) => error);
  if (!(opened instanceof Failure)) throw new Error("a Failure was expected");
  return opened;
}

describe("a folder that is no recorded data", () => {
  it.each([
    ["without manifest.json", mkdtempSync(join(tmpdir(), "no-data-"))],
    ["that is not there", join(tmpdir(), "never-made", "data")],
  ])("%s is named with its setting and the remedy, exit 3", async (_, directory) => {
    const { code, exitCode, message, place } = await failureOf(directory);
    expect([code, exitCode]).toEqual(["file_missing", 3]);
    expect(message).toBe(
      `${directory} is no set of recorded data: it has no manifest.json, or is no folder (runtime.paper.data_directory)`,
    );
    expect(place).toMatchObject({ path: "runtime.paper.data_directory", value: directory });
    expect(place.fix).toContain("Write a folder of recorded data in runtime.paper.data_directory");
    expect(place.fix).toContain("research/data");
  });

  it("with a manifest that is none keeps what is wrong with it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "bad-data-"));
    writeFileSync(join(directory, "manifest.json"), "{}");
    const { code, exitCode, message } = await failureOf(directory);
    expect([code, exitCode]).toEqual(["manifest_invalid", 3]);
    expect(message).toContain(
      `${directory} can't be used as recorded data (runtime.paper.data_directory): manifest.json`,
    );
  });
});
