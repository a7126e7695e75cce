import { describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import type { CallResult } from "../../../../src/core/adapters/ccxt/call-failure.js";
import { Tokens } from "../../../../src/core/adapters/deribit/tokens.js";
import { present } from "../../../../src/core/lib/invariant.js";
import { err, ok } from "../../../../src/core/lib/result.js";

const REFUSED = { kind: "refused", code: 13_009, reason: "13009", reaction: "halt", retryAfterMs: null } as const;

/** A venue whose tokens live for 1,000 s, and which refuses the grants that are named. */
function lab() {
  let nowMs = 0;
  const asked: string[] = [];
  const refuses = new Set<string>();
  const ask = (params: Readonly<Record<string, string | boolean>>): Promise<CallResult> => {
    const grant = String(params["grant_type"]);
    asked.push(grant);
    if (refuses.has(grant)) return Promise.resolve(err(REFUSED));
    const number = String(asked.length);
    const token = {
      access_token: `a${number}`,
      refresh_token: `r${number}`,
      expires_in: 1_000,
      scope: "trade:read_write",
    };
    return Promise.resolve(ok({ result: token }));
  };
  const tokens = new Tokens({
    clock: { monotonicMs: () => nowMs },
    nowMs: () => 1_700_000_000_000 + nowMs,
    credentials: () => ({ key: new Secret("id"), secret: new Secret("secret") }),
    ask,
  });
  const access = async (): Promise<string> => {
    const token = await tokens.token();
    return token.ok ? token.value.access.reveal() : token.error.reason;
  };
  return { tokens, asked, refuses, access, passMs: (ms: number) => (nowMs += ms) };
}

describe("the token of an account", () => {
  it("is asked for once, however many wait for it", async () => {
    const { access, asked } = lab();
    expect(await Promise.all([access(), access(), access()])).toEqual(["a1", "a1", "a1"]);
    expect(asked).toEqual(["client_signature"]);
  });

  it("is renewed from 750 s on, beside the calls that use it, and nobody waits", async () => {
    const { access, asked, passMs } = lab();
    await access();
    passMs(749_000);
    expect(await access()).toBe("a1");
    expect(asked).toHaveLength(1);
    passMs(1_000);
    expect(await access()).toBe("a1");
    await Promise.resolve();
    expect(asked).toEqual(["client_signature", "refresh_token"]);
    await new Promise(setImmediate);
    expect(await access()).toBe("a2");
  });

  it("that could not be renewed is used to its last 10 s, and got by signature after that", async () => {
    const { access, asked, refuses, passMs } = lab();
    await access();
    refuses.add("refresh_token").add("client_signature");
    passMs(800_000);
    expect(await access()).toBe("a1");
    await new Promise(setImmediate);
    expect(asked).toEqual(["client_signature", "refresh_token", "client_signature"]);
    // Not asked for again with every call.
    await access();
    expect(asked).toHaveLength(3);
    passMs(191_000);
    expect(await access()).toBe("13009");
    refuses.delete("client_signature");
    expect(await access()).toBe("a7");
    expect(asked.slice(3)).toEqual(["refresh_token", "client_signature", "refresh_token", "client_signature"]);
  });

  it("that was dropped is used no more; dropping an older one changes nothing", async () => {
    const { tokens, access } = lab();
    await access();
    const first = present(tokens.current, "a token");
    tokens.drop(first);
    expect(await access()).toBe("a2");
    tokens.drop(first);
    expect(await access()).toBe("a2");
  });
});
