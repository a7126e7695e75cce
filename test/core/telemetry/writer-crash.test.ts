import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import * as sample from "./sample-session.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-telemetry-crash-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const text = (name: string): string => readFileSync(join(directory, name), "utf8");

function writeAll(): void {
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush(sample.playSample(writer));
  writer.writeHealth(sample.healthOf());
  writer.close();
}

function allFiles(): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, text(name)]));
}

describe("a crash", () => {
  const total = sample.sampleEvents().length;

  it.each(Array.from({ length: total }, (_, index) => index))(
    "after event %i, then a restart, leaves the same bytes as none",
    (killedAfter) => {
      writeAll();
      const uninterrupted = allFiles();
      rmSync(directory, { recursive: true });
      const killed = new TelemetryWriter(nodeFiles, directory);
      killed.flush(sample.playSample(killed, killedAfter));
      // Neither flushed nor closed after this: the process is gone.
      writeAll();
      expect(allFiles()).toEqual(uninterrupted);
    },
  );

  it("that left half a line and a stranger's lines in orders.jsonl leaves no trace of them", () => {
    writeFileSync(join(directory, "orders.jsonl"), '{"id":"ghost"}\n{"id":"hal');
    writeFileSync(join(directory, "orders.jsonl.rebuild"), "torn");
    writeAll();
    const ids = [...text("orders.jsonl").matchAll(/^\{.*?"id":"([^"]*)"/gm)].map(([, id]) => id);
    expect(ids).toEqual(["entry1", "limit1"]);
    expect(readdirSync(directory)).not.toContain("orders.jsonl.rebuild");
  });

  it("of a start that is refused before its first flush leaves no file behind, closed or not", () => {
    const refused = new TelemetryWriter(nodeFiles, directory);
    sample.playSample(refused);
    expect(readdirSync(directory)).toEqual([]);
    writeAll();
    const before = allFiles();
    sample.playSample(new TelemetryWriter(nodeFiles, directory));
    expect(allFiles()).toEqual(before);
  });

  it("while catching up leaves readers the old file, whole", () => {
    writeAll();
    const before = allFiles();
    const writer = new TelemetryWriter(nodeFiles, directory);
    sample.playSample(writer, 5);
    writer.close();
    expect(allFiles()).toEqual(before);
  });
});
