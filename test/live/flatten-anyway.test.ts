import { describe, expect, it, vi } from "vitest";
import type { FlattenDocument } from "../../src/core/app/operator/flatten-document.js";
import { SessionLab } from "./support/session-lab.js";
import { flattenBy } from "./support/flatten-by.js";

vi.setConfig({ testTimeout: 60_000 });

/** A session that holds two positions and has ended; the venue then suffers this, and somebody says flatten. */
async function flattened(suffer: (lab: SessionLab) => void): Promise<{
  readonly document: FlattenDocument;
  readonly held: number;
  readonly resting: number;
}> {
  const lab = await SessionLab.open({});
  try {
    await lab.holding("BTCUSDT", "ETHUSDT");
    suffer(lab);
    const document = await flattenEnded(lab);
    const { positions, orders, algos } = await lab.venue.witness();
    const resting = [...orders, ...algos.map(({ algoStatus }) => ({ status: algoStatus }))];
    return { document, held: positions.size, resting: resting.filter(({ status }) => status === "NEW").length };
  } finally {
    await lab.dispose();
  }
}

/** `hedge flatten` of everything after the session has ended. */
async function flattenEnded(lab: SessionLab): Promise<FlattenDocument> {
  await lab.end();
  return flattenBy(lab);
}

const always = { kind: "answer", code: -1001 };

describe.concurrent(
  "flatten of a session that has ended, in a shell without ENV and with no configuration folder",
  () => {
    it("no candles, no rules, no word on modes, no leverage to set: two positions are closed, nothing is left at the venue", async () => {
      const refused = ["/fapi/v1/klines", "/fapi/v1/exchangeInfo", "/fapi/v1/positionSide/dual", "/fapi/v1/leverage"];
      const { document, held, resting } = await flattened((lab) => {
        for (const path of refused) lab.venue.faults.suffer({ on: "request", match: { path }, do: always });
      });
      expect(document).toMatchObject({ flat: true, remaining: [], unknown: [], executor: "none" });
      expect(document.held.map(({ symbol }) => symbol).sort()).toEqual(["BTCUSDT", "ETHUSDT"]);
      expect([held, resting]).toEqual([0, 0]);
    });

    it("the account's code is not told for a second: both are closed, and it is flat; not told at all: closed, and that is said, exit 5", async () => {
      const path = "/fapi/v3/balance";
      const late = await flattened((lab) => {
        lab.venue.faults.suffer({ on: "request", match: { path }, when: { times: 2 }, do: always });
      });
      expect(late.document).toMatchObject({ flat: true, remaining: [], unknown: [] });
      const never = await flattened((lab) => {
        lab.venue.faults.suffer({ on: "request", match: { path }, do: always });
      });
      expect(never.document).toMatchObject({ flat: false, remaining: [] });
      expect(never.document.unknown).toEqual([expect.stringMatching(/^whether the key is of this session's account/)]);
      expect([late.held, never.held]).toEqual([0, 0]);
    });

    it("0.5 ETH that were there before the session: no book explains them, they are left and named, and it is not flat", async () => {
      const bought = { kind: "manual_trade", symbol: "ETHUSDT", side: "buy", qty: "0.5" };
      const lab = await SessionLab.open({ before: (venue) => venue.faults.happen(bought) });
      try {
        await lab.until(() => lab.codes().includes("reconcile_difference"), "the difference");
        const document = await flattenEnded(lab);
        expect(document).toMatchObject({ flat: false, held: [], executor: "none" });
        expect(document.remaining).toEqual([{ account: "main", symbol: "ETHUSDT", side: "long", qty: "0.5" }]);
        expect(document.unknown).toEqual([expect.stringMatching(/^books and venue differ: .*ETHUSDT/)]);
        expect((await lab.venue.witness()).positions.size).toBe(1);
      } finally {
        await lab.dispose();
      }
    });

    it("the venue does not tell its time: exit 5, says that nothing was closed and what can be done by hand", async () => {
      const refused = await flattened((lab) => {
        lab.venue.faults.suffer({ on: "request", match: { path: "/fapi/v1/time" }, do: always });
      }).then(
        () => null,
        (error: unknown) => error,
      );
      expect(refused).toMatchObject({ exitCode: 5 });
      const { message, place } = refused as { readonly message: string; readonly place: { readonly fix: string } };
      expect(message).toMatch(/^nothing was closed, what is held keeps its stops at the venue: /);
      expect(place.fix).toMatch(/close the positions at the venue by hand/);
    });
  },
);
