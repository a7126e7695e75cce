import type { Secret } from "../ccxt/secret.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { Delivery, Notice, Notifier } from "../../ports/notifier.js";
import { type Answer, ask, later, refused, unreached } from "./ask.js";

const MOST_CHARACTERS = 4_000;

/** An incoming webhook: whoever knows its address may write. */
export function slackNotifier(url: Secret): Notifier {
  return {
    channel: "slack",
    send: async ({ title, text }: Notice): Promise<Delivery> => {
      const body = { text: escaped(`${title}\n${text}`.trim().slice(0, MOST_CHARACTERS)) };
      const answer = await ask({ url: url.reveal(), method: "POST", body, secrets: [url] });
      return answer.ok ? judge(answer.value) : unreached(answer.error);
    },
    // A message without text is turned back by a webhook that would take one with it.
    ping: async (): Promise<Result<string, string>> => {
      const answer = await ask({ url: url.reveal(), method: "POST", body: { text: "" }, secrets: [url] });
      if (!answer.ok) return answer;
      const { status, text } = answer.value;
      const isAlive = status === 400 && /^(?:no_text|missing_text)/.test(text);
      return isAlive ? ok("the webhook answers (nothing was sent)") : err(`${String(status)} ${text}`.trim());
    },
  };
}

/** Control characters of its format (docs.slack.dev, formatting message text, 2026-10). */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * 400 invalid_payload, 403 action_prohibited, 404 channel_not_found or no_service, 410 channel_is_archived, 429 with Retry-After,
 * 500 rollup_error (docs.slack.dev, changes to errors for incoming webhooks, 2016-05-17): only the first is about the message.
 */
function judge(answer: Answer): Delivery {
  if (answer.status === 200) return { kind: "delivered" };
  return answer.status === 400 ? refused(answer) : later(answer);
}
