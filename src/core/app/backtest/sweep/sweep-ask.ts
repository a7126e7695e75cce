import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { CONFIG_FILES, CONFIG_STEMS, type Config } from "../../../config/config-files.js";
import { configHash } from "../../../config/hash.js";
import { attempt } from "../../../adapters/system/attempt.js";
import { Failure } from "../../../lib/failure.js";
import { requireName } from "../../../ops/whatif/request.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import { parseAxes, type SweepAxis } from "../../../research/sweep/axes.js";
import { RANKABLE, type Rankable } from "../../../research/sweep/figures.js";
import type { SweepManifest, SweepView } from "../../../research/sweep/manifest.js";
import { SEARCHES, type SearchTerms } from "../../../research/sweep/points.js";
import { axisSymbols } from "../../../research/sweep/symbol-axis.js";
import { names } from "../backtest-commands.js";
import { requireConfig } from "../../load-config.js";
import type { SweepFlags } from "./sweep-command.js";
import type { SweepFolder } from "./sweep-folder.js";

/** What a sweep is about, from flags or from the manifest of one that was begun. */
export interface SweepAsk {
  /** With the swept strategy alone. */
  readonly config: Config;
  readonly strategy: string;
  readonly axes: readonly SweepAxis[];
  readonly search: SearchTerms;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly view: SweepView;
}

const TOP = 20;

/** Errors: Failure 2 for bad flags, 3 for a configuration that can't be used. */
export function askOf(flags: SweepFlags): SweepAsk {
  if (flags.strategy === undefined || flags.grid === undefined) {
    const missing = flags.strategy === undefined ? "--strategy" : "--grid";
    throw new Failure("usage", 2, `a sweep needs ${missing}`, {
      path: missing,
      fix: "Say what to sweep, as in --strategy momentum --grid fast=5:60:5 --grid slow=20:240:20, or go on with one: --resume ID.",
    });
  }
  const { strategy } = flags;
  const view = viewOf(flags, { metric: "sharpe", top: TOP, verify: 0 });
  const base = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
  const axes = parseAxes(flags.grid);
  const symbols = symbolsOf(flags, axes);
  const search = flags.search ?? "grid";
  const draws = search === "random" || search === "lhs";
  return {
    config: backtestConfig(base, { strategies: [strategy], symbols, params: {} }),
    ...{ strategy, view },
    axes,
    search: { search, samples: draws ? (flags.samples ?? null) : null, seed: draws ? (flags.seed ?? "hedge") : "" },
    fromMs: flags.from ?? null,
    toMs: flags.to ?? null,
  };
}

/** Errors: Failure 2 where both --symbols and an axis name markets. */
function symbolsOf({ symbols }: SweepFlags, axes: readonly SweepAxis[]): readonly string[] | null {
  const swept = axisSymbols(axes);
  if (symbols === undefined) return swept;
  if (swept === null) return names(symbols);
  throw new Failure("bad_symbols", 2, "markets are named twice: by --symbols and by --grid symbol=…", {
    path: "--symbols",
    value: symbols,
    fix: "Leave --symbols out: each combination trades one market of the axis alone.",
  });
}

/** What a begun sweep is about; flags may only change what is shown of it. Errors: Failure 2 where its folder has no manifest. */
export function resumedAsk(flags: SweepFlags, folder: SweepFolder): SweepAsk {
  const manifest = folder.manifest();
  if (manifest === null) {
    throw new Failure("unknown_id", 2, `${folder.path} has no manifest of a sweep`, { path: "--resume" });
  }
  return askOfManifest(manifest, flags);
}

/** Errors: Failure 3 where the configuration is not the one that was begun with, after a change of its schema. */
export function askOfManifest(manifest: SweepManifest, flags: Partial<SweepFlags> = {}): SweepAsk {
  const { inputs, strategy, id } = manifest;
  const parsed = attempt(() => {
    const files = manifest.config as Record<string, unknown>;
    return Object.fromEntries(CONFIG_STEMS.map((stem) => [stem, CONFIG_FILES[stem].schema.parse(files[stem])]));
  });
  const config = parsed.ok ? (parsed.value as unknown as Config) : null;
  if (config === null || configHash(config) !== inputs.configHash || !SEARCHES.includes(inputs.search.search)) {
    throw new Failure(
      "manifest_invalid",
      3,
      `the configuration in the manifest of ${id} is none that this version reads`,
      {
        fix: "Begin the sweep again, or go on with the version of hedge that began it.",
      },
    );
  }
  const { axes, search, fromMs, toMs } = inputs;
  return { ...{ config, strategy, axes, search, fromMs, toMs }, view: viewOf(flags, manifest.view) };
}

function viewOf(flags: Partial<SweepFlags>, otherwise: SweepView): SweepView {
  return {
    metric: requireName("metric", flags.metric ?? otherwise.metric, RANKABLE) as Rankable,
    top: flags.top ?? otherwise.top,
    verify: flags.verify ?? otherwise.verify,
  };
}
