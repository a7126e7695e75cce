import { join } from "node:path";
import { inspectPath } from "../../adapters/fs/file-modes.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { loadManifest, verifyFile } from "../../adapters/parquet/manifest.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Config } from "../../config/config-files.js";
import { loadConfig } from "../../config/load.js";
import type { ConfigFacts } from "../../ops/doctor/config.js";
import type { DataFacts } from "../../ops/doctor/bundled-data.js";
import { STRATEGIES } from "../../strategies/registry.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { dataDirectory, dataName } from "../recorded-data.js";
import { lookAtFeasibility } from "./look-at-feasibility.js";
import { inWords } from "./look-at-machine.js";

interface ConfigReading {
  readonly directory: string;
  readonly findings: ConfigFacts["findings"];
  readonly config: Config | null;
}

export function lookAtConfig(directory: string, env: Readonly<Record<string, string | undefined>>): ConfigReading {
  const loaded = inWords(() => loadConfig({ directory, env, files: nodeFiles, strategies: STRATEGIES }));
  const config = loaded.ok && loaded.value.ok ? loaded.value.value : null;
  const findings: ConfigFacts["findings"] = loaded.ok
    ? { ok: true, value: loaded.value.ok ? [] : loaded.value.error }
    : loaded;
  return { directory, findings, config };
}

interface DataReading {
  readonly facts: DataFacts;
  /** Where the set lies on this machine. */
  readonly path: string;
  /** Stands for the whole set; null without a manifest. */
  readonly dataHash: string | null;
}

/** Proves every file of the data set against the manifest. */
export async function lookAtData(config: Config | null): Promise<DataReading> {
  const named = dataName(config);
  const path = dataDirectory(config);
  const loaded = await attemptAsync(() => loadManifest(path));
  if (!loaded.ok) {
    const manifest = { ok: false, error: loaded.error.message } as const;
    return { facts: { directory: named, manifest, damaged: [] }, path, dataHash: null };
  }
  const { files } = loaded.value.manifest;
  const damaged: string[] = [];
  for (const entry of files) {
    const verified = await attemptAsync(() => verifyFile(path, entry));
    if (!verified.ok) damaged.push(verified.error.message);
  }
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const manifest = { ok: true, value: { files: files.length, totalBytes } } as const;
  return { facts: { directory: named, manifest, damaged }, path, dataHash: loaded.value.sha256 };
}

/** When the build was put in place; null where its stamp is missing. */
export function buildTimeMs(): number | null {
  const stamp = inWords(() => inspectPath(join(PACKAGE_ROOT, "oclif.manifest.json")));
  return stamp.ok ? (stamp.value?.modifiedMs ?? null) : null;
}

/** What the configuration is worth: whether it loads, and what it lets trade. */
export async function judgeConfig(reading: ConfigReading, data: DataReading): Promise<ConfigFacts> {
  const { directory, findings, config } = reading;
  const gap = (feasibilityGap: string): ConfigFacts => ({ directory, findings, feasibility: null, feasibilityGap });
  if (config === null) return gap("not looked at: the configuration does not load");
  if (!data.facts.manifest.ok || data.facts.damaged.length > 0)
    return gap("not looked at: no prices without sound data");
  return { directory, findings, ...(await lookAtFeasibility(config)) };
}
