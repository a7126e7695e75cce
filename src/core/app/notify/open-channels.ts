import { decryptAge } from "../../adapters/age/decrypt-age.js";
import { Secret } from "../../adapters/ccxt/secret.js";
import { slackNotifier } from "../../adapters/notify/slack.js";
import { telegramNotifier } from "../../adapters/notify/telegram.js";
import { webhookNotifier } from "../../adapters/notify/webhook.js";
import type { NotifySettings } from "../../config/notify-settings.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { isSafeAddress } from "../../lib/safe-address.js";
import type { Files } from "../../ports/files.js";
import type { Channel, Notifier } from "../../ports/notifier.js";
import { credentialPlace, DOT_ENV } from "../live/credential-place.js";
import { readCredential } from "../live/read-credential.js";

export interface ChannelSources {
  readonly settings: NotifySettings;
  readonly mode: Mode;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, "readText" | "readBytes">;
}

/**
 * The way to people over one channel.
 *
 * Errors: Failure 3 where its token or address is missing, open to others or malformed; no message shows it.
 */
export async function openChannel(channel: Channel, sources: ChannelSources): Promise<Notifier> {
  switch (channel) {
    case "telegram": {
      const { api = "https://api.telegram.org", chat_id: chatId = "" } = sources.settings.telegram ?? {};
      return telegramNotifier({ api, chatId, token: await required("HEDGE_TELEGRAM_TOKEN", sources) });
    }
    case "slack":
      return slackNotifier(await requiredUrl("HEDGE_SLACK_URL", sources));
    case "webhook": {
      const url = await requiredUrl("HEDGE_WEBHOOK_URL", sources);
      return webhookNotifier({ url, token: await secretOf("HEDGE_WEBHOOK_TOKEN", sources), mode: sources.mode });
    }
  }
}

/** Token or address from the same places as the keys of a venue: systemd's, a file, an encrypted file, environment, `.env`. */
async function secretOf(name: string, { env, files, mode }: ChannelSources): Promise<Secret | null> {
  const sources = { env, dotEnvText: files.readText(DOT_ENV) };
  const place = credentialPlace(name, sources);
  if (place === null) return null;
  return new Secret(await readCredential(place, { files, mode, decrypt: decryptAge, sources }));
}

async function required(name: string, sources: ChannelSources): Promise<Secret> {
  const secret = await secretOf(name, sources);
  if (secret !== null) return secret;
  throw new Failure("notify_secret_missing", 3, `${name} is not set`, {
    path: name,
    fix: `Set ${name}_FILE to a file (0600) with it, or take the channel out of runtime.json.`,
  });
}

/** What is told goes over a line that nobody reads along: plain HTTP is for this machine only. */
async function requiredUrl(name: string, sources: ChannelSources): Promise<Secret> {
  const secret = await required(name, sources);
  if (isSafeAddress(secret.reveal())) return secret;
  throw new Failure("notify_address_malformed", 3, `${name} holds no https:// address (http:// on this machine only)`, {
    path: name,
    fix: "Write the whole address, as the service gave it, and nothing else.",
  });
}
