import type { Secret } from "../ccxt/secret.js";
import { err, ok, type Result } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { Delivery, Notice, Notifier } from "../../ports/notifier.js";
import { type Answer, ask, later, refused, unreached } from "./ask.js";

interface WebhookPlace {
  readonly url: Secret;
  /** Null where the server wants none. */
  readonly token: Secret | null;
  /** Whose session it is. */
  readonly mode: string;
}

/** Answers that are about the message and not about the way. */
const ABOUT_THE_MESSAGE = [400, 413, 422];

/** A JSON document to any server; `Idempotency-Key` is the same for a message that comes twice. */
export function webhookNotifier({ url, token, mode }: WebhookPlace): Notifier {
  const secrets = token === null ? [url] : [url, token];
  const authorization = token === null ? {} : { authorization: `Bearer ${token.reveal()}` };
  return {
    channel: "webhook",
    send: async ({ key, kind, severity, title, text, atMs }: Notice): Promise<Delivery> => {
      const body = { schema: "hedge.notification/1", mode, key, kind, severity, title, text, at: isoUtc(atMs) };
      const headers = { ...authorization, "idempotency-key": key };
      const answer = await ask({ url: url.reveal(), method: "POST", body, headers, secrets });
      return answer.ok ? judge(answer.value) : unreached(answer.error);
    },
    ping: async (): Promise<Result<string, string>> => {
      const answer = await ask({ url: url.reveal(), method: "HEAD", headers: authorization, secrets });
      if (!answer.ok) return answer;
      const { status } = answer.value;
      const isOpen = status < 500 && status !== 401 && status !== 403 && status !== 410;
      return isOpen ? ok(`the server answers (${String(status)} to HEAD)`) : err(`${String(status)} to HEAD`);
    },
  };
}

function judge(answer: Answer): Delivery {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status >= 300 && status < 400) return later(answer, "redirected: name the address it leads to");
  return ABOUT_THE_MESSAGE.includes(status) ? refused(answer) : later(answer);
}
