import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { TelemetryWriter } from "../../src/core/telemetry/writer.js";
import { healthOf, playSample } from "../core/telemetry/sample-session.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

export interface Ending {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `hedge` in a directory, with no preferences but those of that directory. */
export async function hedge(cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ending> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [launcher, ...args], {
    cwd,
    env: { XDG_CONFIG_HOME: join(cwd, "xdg"), CI: "", NO_COLOR: "", ...env },
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

/** A new directory with the sample session's state in cache/<mode>, and a journal that says it has ended. */
export function directoryWithState(...modes: readonly string[]): string {
  const cwd = mkdtempSync(join(tmpdir(), "hedge-commands-"));
  for (const [index, mode] of modes.entries()) {
    const directory = join(cwd, "cache", mode);
    const writer = new TelemetryWriter(nodeFiles, directory);
    const snapshot = playSample(writer);
    const portfolio = { ...snapshot.portfolio, mode: mode as "paper" };
    writer.flush({ ...snapshot, portfolio });
    writer.writeHealth(healthOf({ mode: mode as "paper", state: "ended", nowWallMs: healthOf().nowWallMs + index }));
    writer.close();
    mkdirSync(join(directory, "journal"));
    nodeFiles.replace(join(directory, "journal", "000001.jsonl"), '{"type":"session.ended"}\n');
  }
  return cwd;
}
