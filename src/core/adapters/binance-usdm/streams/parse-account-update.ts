import { isZeroDec } from "../../../lib/decimal.js";
import type { UserFact } from "./user-facts.js";
import type { AccountConfigFrame, AccountUpdateFrame } from "./user-frames.js";

/** Reasons of ACCOUNT_UPDATE that move money between accounts ("Event: Balance and Position Update", 2026-10). */
const FLOWS = /DEPOSIT|WITHDRAW|TRANSFER/;

/**
 * Money and settings. `bc` is the change that neither a trade's result nor its fee explains (docs: ACCOUNT_UPDATE), so it
 * is booked as it is, whatever the reason `m`; balances and positions themselves are compared by reconciliation.
 */
export function parseAccountUpdate(frame: AccountUpdateFrame, account: string): readonly UserFact[] {
  const { m: reason, B: balances, P: positions, S: fundingSymbol } = frame.a;
  if (reason === "MARGIN_TYPE_CHANGE") {
    return (positions ?? []).map(({ s: symbol, mt }) =>
      changed({ atMs: frame.T, account, symbol, what: "margin_type", detail: mt ?? "unknown" }),
    );
  }
  const moved = (balances ?? []).flatMap(({ a: asset, bc }) =>
    bc === null || isZeroDec(bc) ? [] : [{ asset, amount: bc }],
  );
  if (/FUNDING_FEE$/.test(reason)) {
    // A cross position sends balances only, with the symbol in `S` since 2026-08; an isolated one sends its position.
    const symbol = fundingSymbol ?? positions?.[0]?.s ?? null;
    return moved.map((change) => ({ kind: "funding", funding: { ...change, symbol, atMs: frame.T } }));
  }
  const kind = FLOWS.test(reason) ? "flow" : "charge";
  return moved.map((change) => ({
    kind: "event",
    event: { type: "wallet.adjusted", atMs: frame.T, account, kind, ...change, reason: reason.toLowerCase() },
  }));
}

export function parseAccountConfig(frame: AccountConfigFrame, account: string): readonly UserFact[] {
  const facts: UserFact[] = [];
  const known = { atMs: frame.T, account };
  if (frame.ac !== null && frame.ac !== undefined) {
    facts.push(changed({ ...known, symbol: frame.ac.s, what: "leverage", detail: String(frame.ac.l) }));
  }
  if (frame.ai !== null && frame.ai !== undefined) {
    const detail = frame.ai.j ? "multi-assets" : "single-asset";
    facts.push(changed({ ...known, symbol: null, what: "asset_mode", detail }));
  }
  return facts;
}

interface Change {
  readonly atMs: number;
  readonly account: string;
  readonly symbol: string | null;
  readonly what: "leverage" | "margin_type" | "asset_mode";
  readonly detail: string;
}

function changed(change: Change): UserFact {
  return { kind: "event", event: { type: "account.changed", ...change } };
}
