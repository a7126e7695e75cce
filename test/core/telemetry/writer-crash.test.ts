import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as sample from "./sample-session.js";
import { TelemetryFolder } from "./telemetry-folder.js";

const folder = new TelemetryFolder();

function allFiles(): Record<string, string> {
  return Object.fromEntries(readdirSync(folder.directory).map((name) => [name, folder.text(name)]));
}

describe("a crash", () => {
  const total = sample.sampleEvents().length;

  it.each(Array.from({ length: total }, (_, index) => index))(
    "after event %i, then a restart, leaves the same bytes as none",
    (killedAfter) => {
      folder.writeAll();
      const uninterrupted = allFiles();
      rmSync(folder.directory, { recursive: true });
      const killed = folder.writer();
      killed.flush(sample.playSample(killed, killedAfter));
      // Neither flushed nor closed after this: the process is gone.
      folder.writeAll();
      expect(allFiles()).toEqual(uninterrupted);
    },
  );

  it("that left half a line and a stranger's lines in orders.jsonl leaves no trace of them", () => {
    writeFileSync(join(folder.directory, "orders.jsonl"), '{"id":"ghost"}\n{"id":"hal');
    writeFileSync(join(folder.directory, "orders.jsonl.rebuild"), "torn");
    folder.writeAll();
    expect(folder.lines("orders.jsonl").map(({ id }) => id)).toEqual(["entry1", "limit1"]);
    expect(readdirSync(folder.directory)).not.toContain("orders.jsonl.rebuild");
  });

  it("of a start that is refused before its first flush leaves no file behind, closed or not", () => {
    const refused = folder.writer();
    sample.playSample(refused);
    expect(readdirSync(folder.directory)).toEqual([]);
    folder.writeAll();
    const before = allFiles();
    sample.playSample(folder.writer());
    expect(allFiles()).toEqual(before);
  });

  it("while catching up leaves readers the old file, whole", () => {
    folder.writeAll();
    const before = allFiles();
    const writer = folder.writer();
    sample.playSample(writer, 5);
    writer.close();
    expect(allFiles()).toEqual(before);
  });
});
