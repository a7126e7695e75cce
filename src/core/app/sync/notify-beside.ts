import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { Alarm } from "../../ops/notify/alarm-notices.js";
import type { SyncState } from "../../sync/state.schema.js";
import { startNotifier } from "../notify/start-notifier.js";
import { LAG_LIMIT_SECONDS } from "./sync-status.js";

interface NotifyFlags {
  readonly once: boolean;
  readonly configDirectory: string;
  readonly onNote: (text: string) => void;
}

/** Somebody who is shown how the mirror stands. */
interface Witness {
  see(state: SyncState): void;
}

/**
 * Keeps a mirror, and tells people what happens in its session beside it. What ends the mirror is told before it ends the
 * process. With `once` nobody is told: it ends too soon.
 */
export async function notifying<T>(
  { directory, mode }: { readonly directory: string; readonly mode: Mode },
  { once, configDirectory, onNote }: NotifyFlags,
  mirror: (witness: Witness) => Promise<T>,
): Promise<T> {
  let newest: SyncState | null = null;
  const alarms = (): readonly Alarm[] => (newest === null ? [] : mirrorAlarms(newest));
  const wish = { directory, mode, configDirectory, env: process.env, alarms, onNote };
  const notifier = once ? null : await startNotifier(wish);
  const witness: Witness = {
    see: (state) => {
      newest = state;
    },
  };
  if (notifier === null) return mirror(witness);
  const ended = await attemptAsync(() => mirror(witness));
  if (!ended.ok && ended.error instanceof Failure) {
    const { code, message } = ended.error;
    await notifier.tellLast({ severity: "critical", code, message });
  }
  await notifier.close();
  if (ended.ok) return ended.value;
  throw ended.error;
}

function mirrorAlarms({ lag, fault }: SyncState): readonly Alarm[] {
  const isInTime = lag.bytes === 0 || (lag.seconds !== null && lag.seconds <= LAG_LIMIT_SECONDS);
  if (isInTime) return [];
  const since = lag.seconds === null ? "for a time nobody knows" : `for ${String(Math.round(lag.seconds))} s`;
  const message = `${String(lag.records)} events are not in the mirror, the oldest ${since}${fault === null ? "" : `: ${fault}`}`;
  return [{ severity: "warning", code: "mirror_late", message }];
}
