import { z } from "zod";
import { err, ok, type Result } from "../../../lib/result.js";
import type { UsdmClient } from "../client.js";
import type { CallFailure } from "../../ccxt/call-failure.js";
import { createPublicRest } from "./public-rest.js";
import { UNKNOWN_KEY } from "./private-watch.js";
import type { KeyFailure, ListenKeys } from "./user-stream-options.js";
import type { PublicRest } from "../../ccxt/market-types.js";

/** The feed's questions over the venue's client: they come after everything that concerns orders. */
export function publicRestOver(client: Pick<UsdmClient, "call">): PublicRest {
  return createPublicRest(async (question, params) => {
    const answer = await client.call(question, params, "market");
    return answer.ok ? answer : err(failureOf(answer.error));
  });
}

const opened = z.object({ listenKey: z.string().min(1).max(200) });

/** Listen keys over the venue's client. A stream that is down blinds the executor: its key goes before other reads. */
export function listenKeysOver(client: Pick<UsdmClient, "call">): ListenKeys {
  return {
    create: async () => {
      const answer = await client.call("openListenKey", {}, "protective");
      if (!answer.ok) return err(failureOf(answer.error));
      const parsed = opened.safeParse(answer.value);
      return parsed.success ? ok(parsed.data.listenKey) : unreadable();
    },
    renew: async (key) => {
      const answer = await client.call("keepListenKey", {}, "protective");
      if (!answer.ok) return err(failureOf(answer.error));
      // Answered with the key or with nothing (undocumented, 2026-10); with another key, ours is no longer the account's.
      const parsed = opened.safeParse(answer.value);
      const isOther = parsed.success && parsed.data.listenKey !== key;
      return isOther
        ? err({ code: UNKNOWN_KEY, reason: "the account has another key", retryAfterMs: null })
        : ok(undefined);
    },
  };
}

function failureOf(failure: CallFailure): KeyFailure {
  if (failure.kind === "unknown") return { code: 0, reason: failure.reason, retryAfterMs: null };
  return { code: failure.code, reason: failure.reason, retryAfterMs: failure.retryAfterMs };
}

function unreadable(): Result<never, KeyFailure> {
  return err({ code: 0, reason: "the answer to listenKey is not as documented", retryAfterMs: null });
}
