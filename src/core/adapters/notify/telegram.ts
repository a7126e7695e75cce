import type { Secret } from "../ccxt/secret.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { Delivery, Notice, Notifier } from "../../ports/notifier.js";
import { type Answer, ask, later, refused, unreached } from "./ask.js";

interface TelegramPlace {
  readonly api: string;
  readonly chatId: string;
  readonly token: Secret;
}

/** A message has at most 4096 characters (core.telegram.org/bots/api#sendmessage, 2026-10). */
const MOST_CHARACTERS = 4_096;

/** Without any markup: no text of ours can break it. */
export function telegramNotifier(place: TelegramPlace): Notifier {
  const { chatId, token } = place;
  return {
    channel: "telegram",
    send: async ({ title, text, severity }: Notice): Promise<Delivery> => {
      const body = {
        chat_id: chatId,
        text: `${title}\n${text}`.trim().slice(0, MOST_CHARACTERS),
        disable_notification: severity === "info",
        link_preview_options: { is_disabled: true },
      };
      const answer = await ask({ url: urlOf(place, "sendMessage"), method: "POST", body, secrets: [token] });
      return answer.ok ? judge(answer.value) : unreached(answer.error);
    },
    ping: async (): Promise<Result<string, string>> => {
      const query = new URLSearchParams({ chat_id: chatId }).toString();
      const answer = await ask({ url: `${urlOf(place, "getChat")}?${query}`, method: "GET", secrets: [token] });
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return ok(`the bot may see the chat ${chatId}`);
      return err(`${String(answer.value.status)} ${describe(answer.value).description}`);
    },
  };
}

function urlOf({ api, token }: TelegramPlace, method: string): string {
  return `${api}/bot${token.reveal()}/${method}`;
}

/**
 * `{ok, error_code, description, parameters: {retry_after}}` (core.telegram.org/bots/api#making-requests, 2026-10). A wrong token
 * is 401 or 404, a chat that is not there 400, one that put the bot out 403: the message may still come through once that is mended.
 */
function judge(answer: Answer): Delivery {
  const { description, retryAfterMs } = describe(answer);
  if (answer.status === 200) return { kind: "delivered" };
  if (answer.status === 400 && !/chat not found|chat_id|upgraded|deactivated/i.test(description))
    return refused(answer);
  return later({ ...answer, retryAfterMs: retryAfterMs ?? answer.retryAfterMs }, description);
}

function describe({ text }: Answer): { readonly description: string; readonly retryAfterMs: number | null } {
  try {
    const told = JSON.parse(text) as {
      readonly description?: unknown;
      readonly parameters?: { retry_after?: unknown };
    };
    const seconds = told.parameters?.retry_after;
    const description = typeof told.description === "string" ? told.description : text;
    return { description, retryAfterMs: typeof seconds === "number" && seconds >= 0 ? seconds * 1_000 : null };
  } catch {
    return { description: text, retryAfterMs: null };
  }
}
