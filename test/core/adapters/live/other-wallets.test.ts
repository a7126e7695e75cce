import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { InputEvent, JournalEvent } from "../../../../src/core/domain/event.js";
import type { OtherWallets } from "../../../../src/core/domain/portfolio.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { adoptOtherWallets } from "../../../../src/core/ledger/other-wallets.js";
import { applyLedgerEvent, emptyPortfolio } from "../../../../src/core/ledger/apply.js";
import { sessionStarted } from "../../../support/samples/events.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { accountOver, closed } from "./account-bench.js";
import { ToldVenue } from "./told-venue.js";

/** An account that pays its fees with BNB: 1.5 BNB at 600 USDT, in books that are folded from what it tells. */
async function withBnb({ recalled = [] }: { readonly recalled?: readonly InputEvent[] } = {}) {
  const clock = createManualClock();
  await clock.advance(1_000_000);
  const venue = new ToldVenue(clock);
  venue.otherWallets = { BNB: dec("1.5") };
  const queue = new InputQueue();
  const events: InputEvent[] = [];
  const portfolio = emptyPortfolio("testnet");
  applyLedgerEvent(portfolio, sessionStarted({ atMs: 0, navStart: dec("10000"), wallets: { main: dec("10000") } }));
  const others = (): OtherWallets | null => portfolio.accounts["main"]!.others;
  queue.push = (event) => {
    events.push(event);
    applyLedgerEvent(portfolio, event);
    if (event.type === "venue.reported") adoptOtherWallets(portfolio, event);
  };
  const account = accountOver({
    ...{ gateway: venue, queue, clock, wallet: () => venue.wallet, otherWallets: others },
    markOf: (symbol) => (symbol === "BNBUSDT" ? 600 : null),
  });
  for (const event of recalled) account.recall(event as JournalEvent);
  const nowMs = clock.nowMs();
  account.start([], { agreedMs: nowMs, walletsAtMs: nowMs - 1 });
  await clock.advance(5_000);
  /** A fee of 0.001 for a trade that nobody told. */
  const payFee = (id: string): void => {
    const amount = dec("-0.001");
    venue.paid.push({ kind: "fee", id, asset: "BNB", symbol: "BTCUSDT", amount, atMs: clock.nowMs() });
  };
  const charges = () => events.filter((event) => event.type === "wallet.adjusted");
  const reported = () =>
    events.flatMap((event) =>
      event.type === "venue.reported" ? [event.otherWallets?.["main"]?.["BNB"] ?? "none"] : [],
    );
  return { clock, venue, account, others, payFee, charges, reported };
}

describe("an account that holds 1.5 BNB", () => {
  it("reports them, and books a fee of 0.001 once from the money history, worth 0.6 USDT at the mark of then", async () => {
    const { clock, venue, account, others, payFee, charges, reported } = await withBnb();
    expect(reported()).toEqual(["1.5"]);
    payFee("COMMISSION:1:BNB");
    venue.otherWallets = { BNB: dec("1.499") };
    await clock.advance(60_000);
    const charge = { asset: "BNB", kind: "charge", amount: "-0.001", valueUsd: "-0.6", reason: "fee COMMISSION:1:BNB" };
    expect(charges()).toMatchObject([charge]);
    expect(new Set(reported().slice(1))).toEqual(new Set(["1.499"]));
    expect([others()?.held, others()?.chargedUsd]).toEqual([{ BNB: { qty: "1.499", rows: 0 } }, "0.6"]);
    await closed(clock, account);
  });

  it("books a fee once whether its frame came or not, and asks for no look of its own because of one", async () => {
    const { clock, venue, account, payFee, charges, reported } = await withBnb();
    payFee("COMMISSION:1:BNB");
    venue.otherWallets = { BNB: dec("1.499") };
    const before = reported().length;
    const paid = {
      type: "wallet.adjusted",
      account: "main",
      asset: "BNB",
      kind: "charge",
      amount: dec("-0.001"),
    } as const;
    for (let told = 0; told < 2; told += 1)
      venue.heard?.onEvent({ ...paid, atMs: clock.nowMs(), reason: "commission of trade 7 on BTCUSDT" });
    await clock.advance(5_000);
    expect([charges(), reported().length]).toEqual([[], before]);
    await clock.advance(60_000);
    expect(charges()).toHaveLength(1);
    await closed(clock, account);
  });

  it("does not book again what the journal of an earlier process has", async () => {
    const paid = { account: "main", asset: "BNB", kind: "charge", amount: dec("-0.001") } as const;
    const recalled = { type: "wallet.adjusted", atMs: 999_995, ...paid, reason: "fee COMMISSION:1:BNB" } as const;
    const at = await withBnb({ recalled: [recalled] });
    at.payFee("COMMISSION:1:BNB");
    at.account.lookAgain();
    await at.clock.advance(30_000);
    expect(at.charges()).toEqual([]);
    await closed(at.clock, at.account);
  });

  it("whose 0.1 BNB have gone without a row: four looks are made before the report that says so", async () => {
    const { clock, venue, account, charges, reported } = await withBnb();
    venue.otherWallets = { BNB: dec("1.4") };
    const snapshot = venue.snapshot.bind(venue);
    let looks = 0;
    venue.snapshot = () => {
      looks += 1;
      return snapshot();
    };
    const before = reported().length;
    account.compareSoon();
    await clock.advance(15_000);
    expect([looks, reported().slice(before), charges()]).toEqual([4, ["1.4"], []]);
    await closed(clock, account);
  });

  it("to which somebody transfers 2 USDC: a flow of USDC, and no funding of USDC moves the USDT of the books", async () => {
    const { clock, venue, account, charges } = await withBnb();
    const row = { asset: "USDC", symbol: null, atMs: clock.nowMs() } as const;
    venue.paid.push({ ...row, kind: "transfer", id: "TRANSFER:1:USDC", amount: dec("2") });
    venue.paid.push({ ...row, kind: "funding", id: "FUNDING_FEE:2:USDC", symbol: "BTCUSDC", amount: dec("-0.5") });
    venue.otherWallets = { BNB: dec("1.5"), USDC: dec("1.5") };
    await clock.advance(60_000);
    expect(charges()).toMatchObject([
      { asset: "USDC", kind: "flow", amount: "2" },
      { asset: "USDC", kind: "charge", amount: "-0.5" },
    ]);
    await closed(clock, account);
  });
});
