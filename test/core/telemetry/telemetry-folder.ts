import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import * as sample from "./sample-session.js";

/** A folder of telemetry files, another one for each test. */
export class TelemetryFolder {
  directory = "";

  constructor() {
    beforeEach(() => {
      this.directory = mkdtempSync(join(tmpdir(), "hedge-telemetry-"));
    });
    afterEach(() => {
      rmSync(this.directory, { recursive: true, force: true });
    });
  }

  writer(): TelemetryWriter {
    return new TelemetryWriter(nodeFiles, this.directory);
  }

  /** The whole sample session, as a process that ends well leaves it. */
  writeAll(): void {
    const writer = this.writer();
    writer.flush(sample.playSample(writer));
    writer.writeHealth(sample.healthOf());
    writer.close();
  }

  text(name: string): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  lines(name: string): Record<string, unknown>[] {
    const whole = this.text(name).split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
