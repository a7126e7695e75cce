import { describe, expect, it } from "vitest";
import { requireAccount, requireOnwards } from "../../../../src/core/app/live/check-account.js";
import type { Mode } from "../../../../src/core/domain/mode.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { invariant } from "../../../../src/core/lib/invariant.js";
import { err, ok, type Result } from "../../../../src/core/lib/result.js";
import type { VenueKeyRights, VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";

const MODES = { canTrade: true, hedgeMode: false, multiAssets: false };
const RIGHTS = { canTradeFutures: true, canWithdraw: false, canTransfer: false, isAddressBound: true };
const BUSY: VenueRefusal = { code: 503, reason: "503 no clear answer", reaction: "resend", retryAfterMs: null };

interface Account {
  readonly modes?: Partial<typeof MODES>;
  readonly rights?: Result<VenueKeyRights | null, VenueRefusal>;
}

/** What the start says to an account: null, or exit code and message. */
async function startOn({ modes = {}, rights = ok(RIGHTS) }: Account, mode: Mode): Promise<string | null> {
  const gateway = { modes: async () => ok({ ...MODES, ...modes }), keyRights: async () => rights };
  const error: unknown = await requireAccount(gateway, mode, 0).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return null;
  invariant(error instanceof Failure, "a start is refused by a Failure");
  return `${String(error.exitCode)} ${error.message}`;
}

describe("an account at the start of a session", () => {
  it("is traded on where it is one-way, single-asset and its key is for futures alone", async () => {
    expect([await startOn({}, "testnet"), await startOn({}, "prod")]).toEqual([null, null]);
  });

  it.each([
    [{ canTrade: false }, "3 the account may not trade: nothing is traded on it"],
    [{ hedgeMode: true }, "3 the account is in hedge mode: nothing is traded on it"],
    [{ multiAssets: true }, "3 the account is in multi-assets mode: nothing is traded on it"],
  ])("is refused in every mode with %o", async (modes, message) => {
    expect([await startOn({ modes }, "testnet"), await startOn({ modes }, "prod")]).toEqual([message, message]);
  });

  it.each([
    ["may withdraw", ok({ ...RIGHTS, canWithdraw: true }), "3 the key may withdraw: whoever steals it"],
    ["may not trade futures", ok({ ...RIGHTS, canTradeFutures: false }), "3 the key may not trade futures"],
    ["is unknown", err(BUSY), "3 it is not known whether the key may withdraw: 503 no clear answer"],
    ["is not told", ok(null), "3 the venue does not tell whether the key may withdraw"],
  ])("is refused in prod with a key that %s, and is no matter at the demo venue", async (_what, rights, message) => {
    expect(await startOn({ rights }, "prod")).toContain(message);
    expect(await startOn({ rights }, "testnet")).toBeNull();
  });

  it("starts in prod with a key for any address, and one that may transfer: doctor warns of both", async () => {
    const rights = ok({ ...RIGHTS, isAddressBound: false, canTransfer: true });
    expect(await startOn({ rights }, "prod")).toBeNull();
  });
});

describe("the venue's time at the start of a session", () => {
  const BOOKS_MS = Date.parse("2024-08-08T10:24:55Z");
  const startAt = (nowMs: number, speed = 1) => requireOnwards({ nowMs: () => nowMs, speed }, BOOKS_MS);

  it.each([
    ["a minute behind the newest line", BOOKS_MS - 60_000, 1],
    ["past it", BOOKS_MS + 1, 1],
    [
      "ten minutes behind at a paper venue of 600 market seconds a second: one of the machine's",
      BOOKS_MS - 600_000,
      600,
    ],
  ])("may be %s", (_what, nowMs, speed) => {
    expect(() => {
      startAt(nowMs, speed);
    }).not.toThrow();
  });

  it("may be anything before the first line", () => {
    expect(() => {
      requireOnwards({ nowMs: () => 0, speed: 1 }, null);
    }).not.toThrow();
  });

  it("refuses it 60,001 ms behind the newest line, with exit 3", () => {
    let thrown: unknown = null;
    try {
      startAt(BOOKS_MS - 60_001);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "venue_time_behind", exitCode: 3 });
  });

  it("names both instants, and what to look at", () => {
    expect(() => {
      startAt(Date.parse("2024-08-08T00:30:00Z"));
    }).toThrow(
      "the venue's clock says 2024-08-08T00:30:00Z, these books go to 2024-08-08T10:24:55Z already: another venue, or a wrong time there",
    );
  });
});
