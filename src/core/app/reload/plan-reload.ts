import { checkConfig } from "../../config/load.js";
import type { Config } from "../../config/config-files.js";
import { reloadable } from "../../config/reloadable.js";
import { settingFacts } from "../../config/setting-facts.js";
import type { SettingChange } from "../../domain/config-event.js";
import { err, ok, type Result } from "../../lib/result.js";
import { diffConfigs } from "../../ops/config-audit/diff.js";
import { STRATEGIES } from "../../strategies/registry.js";

/** What a session goes by. */
export interface Followed {
  /** The files as far as they are followed. */
  readonly files: Config;
  /** The configuration in effect: those files and what the venue said of itself. */
  readonly held: Config;
}

export interface ReloadPlan extends Followed {
  readonly changes: readonly SettingChange[];
  /** Settings of the new files that are not followed. */
  readonly refused: readonly SettingChange[];
}

/**
 * What becomes of a session when its files are now these. `inEffect` is what a session of this kind makes of its files:
 * one at a venue has policies of its own in them, which a reload must not take away.
 *
 * Errors: in words, where the part that may change does not fit the part that stays.
 */
export function planReload(
  { files, held }: Followed,
  read: Config,
  inEffect: (files: Config) => Config = (same) => same,
): Result<ReloadPlan, string> {
  const followed = reloadable(files, read);
  const merged = reloadable(held, inEffect(read));
  const checked = checkConfig({ ...merged }, STRATEGIES);
  if (!checked.ok) {
    const [first] = checked.error;
    const place = `${first?.file ?? ""} ${first?.path ?? ""}`.trim();
    return err(`${place}: ${first?.message ?? ""} (what needs a restart is left as it was)`);
  }
  return ok({
    files: followed,
    held: merged,
    changes: changesOf(files, followed),
    refused: changesOf(followed, read),
  });
}

function changesOf(before: Config, after: Config): readonly SettingChange[] {
  return diffConfigs(before, after, settingFacts(STRATEGIES)).map((change) => {
    const { path, before: was, after: is, effect } = change;
    return { path, before: was, after: is, effect };
  });
}
