import type { SyncState } from "../../sync/state.schema.js";
import { DEFAULT_TARGET } from "./target.js";

/** The address that is meant: --target, else HEDGE_SYNC_TARGET, else the one this directory was mirrored to, else the default. */
export function chooseTarget(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  before: Pick<SyncState, "target"> | null,
): string {
  return flag ?? env["HEDGE_SYNC_TARGET"] ?? before?.target ?? DEFAULT_TARGET;
}
