import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Config } from "../../config/config-files.js";
import type { Mode } from "../../domain/mode.js";
import type { ChannelFacts } from "../../ops/doctor/notify.js";
import { openChannel } from "../notify/open-channels.js";
import { channelsOf } from "../notify/start-notifier.js";

/** Asks each channel whether messages would come through, and sends none. Null without a configuration. */
export async function lookAtChannels(
  config: Config | null,
  mode: Mode | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly ChannelFacts[] | null> {
  if (config === null) return null;
  const settings = config.runtime.notify;
  if (settings === undefined) return [];
  const sources = { settings, mode: mode ?? "paper", env, files: nodeFiles } as const;
  return Promise.all(
    channelsOf(settings).map(async (channel): Promise<ChannelFacts> => {
      const asked = await attemptAsync(async () => (await openChannel(channel, sources)).ping());
      return { channel, answer: asked.ok ? asked.value : { ok: false, error: asked.error.message } };
    }),
  );
}
