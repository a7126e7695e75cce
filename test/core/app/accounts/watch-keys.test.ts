import { setMaxListeners } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { type Credentials, Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import type { KeyTrial } from "../../../../src/core/app/accounts/try-key.js";
import { type KeyNews, watchKeys } from "../../../../src/core/app/accounts/watch-keys.js";
import { rememberDecrypted } from "../../../../src/core/adapters/age/remember-decrypted.js";
import { type AgeFile, decryptAge } from "../../../../src/core/adapters/age/decrypt-age.js";
import { encryptFor, newIdentity } from "../../../support/age-files.js";
import { SteppedClock } from "../../adapters/binance-usdm/support/stepped-clock.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-watch-"));
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

const RIGHTS = { canTradeFutures: true, canWithdraw: false, canTransfer: false, isAddressBound: true };

/** A session that signs with old/old and a venue that accepts what the test says. more: over the variables of its files. */
function openWatch(name: string, more: Readonly<Record<string, string>> = {}) {
  const [key, secret] = [join(scratch, `${name}.key`), join(scratch, `${name}.secret`)];
  const write = (newKey: string, newSecret: string, mode = 0o600): void => {
    for (const [path, text] of [
      [key, newKey],
      [secret, newSecret],
    ] as const) {
      fs.writeFileSync(path, text);
      fs.chmodSync(path, mode);
    }
  };
  write("old", "old");
  const clock = new SteppedClock(0);
  const stop = new AbortController();
  // The stepped clock listens once for each wait.
  setMaxListeners(0, stop.signal);
  const seen = { tried: [] as string[], signsWith: "old", news: [] as KeyNews[] };
  const decrypted = { times: 0 };
  const decrypt = rememberDecrypted(async (file: AgeFile) => {
    decrypted.times += 1;
    return decryptAge(file);
  });
  const venue = { answer: (_key: string): KeyTrial => ({ kind: "accepted", rights: RIGHTS, accountCode: "one" }) };
  const account = { refusal: (_code: string | null): string | null => null };
  const watching = watchKeys(
    {
      question: () => ({
        env: { BINANCE_API_KEY_FILE: key, BINANCE_API_SECRET_FILE: secret, ...more },
        ...{ dotEnvText: null, files: nodeFiles, account: "main", venue: "binance", mode: "testnet", decrypt },
      }),
      current: { key: new Secret("old"), secret: new Secret("old") },
      clock,
      tryKey: async (fresh: Credentials) => {
        seen.tried.push(fresh.key.reveal());
        return venue.answer(fresh.key.reveal());
      },
      admit: async (_fresh, code) => account.refusal(code),
      swap: (fresh) => {
        seen.signsWith = fresh.key.reveal();
      },
      tell: (news) => {
        seen.news.push(news);
      },
    },
    stop.signal,
  );
  const end = async (): Promise<void> => {
    stop.abort();
    await watching;
  };
  return { write, clock, seen, venue, account, decrypted, end };
}

describe("the watch over a session's key", () => {
  it("tries a new pair within 5 s, swaps it once and tells it once", async () => {
    const { write, clock, seen, end } = openWatch("swap");
    await clock.pass(20_000);
    expect(seen).toEqual({ tried: [], signsWith: "old", news: [] });
    write("new", "new");
    await clock.pass(5_000);
    expect(seen.signsWith).toBe("new");
    await clock.pass(60_000);
    await end();
    expect(seen.tried).toEqual(["new"]);
    expect(seen.news).toEqual([{ swapped: true, reason: "the venue accepts the new key" }]);
  });

  it("keeps the old key for open, empty and missing files, asks nobody, and tells each reason once", async () => {
    const { write, clock, seen, end } = openWatch("broken");
    write("new", "new", 0o644);
    await clock.pass(15_000);
    write("", "new");
    await clock.pass(15_000);
    await end();
    expect(seen.tried).toEqual([]);
    expect(seen.signsWith).toBe("old");
    expect(seen.news.map(({ reason }) => reason.replace(/^\S+ /, ""))).toEqual([
      "(BINANCE_API_KEY_FILE) (mode 0644) is open to other users",
      "(BINANCE_API_KEY_FILE) holds nothing that can be read",
    ]);
  });

  it("asks again about a refused pair after a minute, and at once about another", async () => {
    const { write, clock, seen, venue, end } = openWatch("refused");
    venue.answer = (key) =>
      key === "good" ? { kind: "accepted", rights: RIGHTS, accountCode: "one" } : { kind: "refused", reason: "-2015" };
    write("bad", "bad");
    await clock.pass(60_000);
    expect(seen.tried).toEqual(["bad"]);
    await clock.pass(10_000);
    expect(seen.tried).toEqual(["bad", "bad"]);
    expect(seen.news).toEqual([{ swapped: false, reason: "-2015" }]);
    write("good", "good");
    await clock.pass(5_000);
    await end();
    expect([seen.signsWith, seen.news.length]).toEqual(["good", 2]);
  });

  it("keeps the old key where the account may not be traded with the new one, though the venue accepts it", async () => {
    const { write, clock, seen, account, end } = openWatch("other-account");
    account.refusal = (code) => `account ${String(code)} is not ours`;
    write("new", "new");
    await clock.pass(30_000);
    await end();
    expect(seen).toEqual({
      ...{ tried: ["new"], signsWith: "old" },
      news: [{ swapped: false, reason: "account one is not ours" }],
    });
  });

  it("asks every 5 s while the venue does not answer", async () => {
    const { write, clock, seen, venue, end } = openWatch("silent");
    venue.answer = () => ({ kind: "unreachable", reason: "nobody there" });
    write("new", "new");
    await clock.pass(15_000);
    venue.answer = () => ({ kind: "accepted", rights: RIGHTS, accountCode: "one" });
    await clock.pass(5_000);
    await end();
    expect(seen.tried).toHaveLength(4);
    expect(seen.news.map(({ swapped }) => swapped)).toEqual([false, true]);
  });

  it("takes a new pair from encrypted files, keeps the old one for a file cut short, and decrypts each content once", async () => {
    const identity = await newIdentity();
    const [keyFile, secretFile, identityFile] = ["sealed.key", "sealed.secret", "sealed.identity"].map((name) =>
      join(scratch, name),
    ) as [string, string, string];
    const write = (path: string, content: string | Uint8Array): void => {
      fs.writeFileSync(path, content, { mode: 0o600 });
    };
    const [old, fresh] = [await encryptFor([identity], "old"), await encryptFor([identity], "new")];
    write(identityFile, `${identity}\n`);
    write(keyFile, old);
    write(secretFile, old);
    const { clock, seen, decrypted, end } = openWatch("age", {
      ...{ BINANCE_API_KEY_FILE: "", BINANCE_API_SECRET_FILE: "", HEDGE_AGE_IDENTITY_FILE: identityFile },
      ...{ BINANCE_API_KEY_AGE_FILE: keyFile, BINANCE_API_SECRET_AGE_FILE: secretFile },
    });
    // Decryption takes its time on other threads, which no stepped clock waits for.
    const untilThere = (look: () => void): Promise<void> =>
      vi.waitFor(
        async () => {
          await clock.pass(5_000);
          look();
        },
        { timeout: 10_000, interval: 5 },
      );
    await untilThere(() => expect(decrypted.times).toBe(1));
    write(keyFile, fresh.slice(0, -5));
    await untilThere(() => expect(seen.news).toHaveLength(1));
    await clock.pass(60_000);
    expect([seen.signsWith, seen.tried, decrypted.times]).toEqual(["old", [], 2]);
    write(keyFile, fresh);
    write(secretFile, fresh);
    await untilThere(() => expect(seen.signsWith).toBe("new"));
    await clock.pass(60_000);
    await end();
    expect([seen.signsWith, seen.tried, decrypted.times]).toEqual(["new", ["new"], 3]);
    const what = `${keyFile} (BINANCE_API_KEY_AGE_FILE)`;
    expect(seen.news).toEqual([
      { swapped: false, reason: `${what} is damaged: cut short or changed since it was encrypted` },
      { swapped: true, reason: "the venue accepts the new key" },
    ]);
  });
});
