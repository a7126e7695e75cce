import { applyFundEvent } from "../../accounts/fund/apply.js";
import { floorMoney } from "../../accounts/fund/money.js";
import { fundSettingsSchema } from "../../accounts/fund/settings.schema.js";
import { fundNavPerUnit } from "../../accounts/fund/fund-state.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { BooksNav, FundEvent, FundTerms, Payee } from "../../domain/fund-event.js";
import { appendFundEvent, fundDirectory } from "../../journal/fund-ledger.js";
import { type Dec, decFromNumber, parseDec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc, parseUtc, SECOND_MS } from "../../lib/time.js";
import { NavStatement } from "../../readmodel/nav-statement.js";
import type { StatePlace } from "../choose-state.js";
import { requireConfig } from "../load-config.js";
import { requireStateDirectory, takeLockOf } from "../session-state.js";
import { navStatement, readFund, refused } from "./fund-place.js";

export const ENTRIES = ["open", "subscribe", "redeem", "withdraw", "subfund", "nav", "pay"] as const;
type Entry = (typeof ENTRIES)[number];

/** Flags of `hedge fund enter` as they are parsed. */
interface EntryFlags {
  readonly config: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly at?: string | undefined;
  readonly id?: string | undefined;
  readonly investor?: string | undefined;
  readonly amount?: string | undefined;
  readonly units?: string | undefined;
  readonly to?: string | undefined;
  readonly price?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly deal: boolean;
}

interface EnteredDocument {
  readonly schema: "hedge.fund-entry/1";
  readonly mode: string | null;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly id: string | null;
  readonly navPerUnit: string | null;
  readonly hash: string;
}

/**
 * `hedge fund enter`: one more line in the fund's ledger, durable when this returns. The executor may run meanwhile.
 *
 * Errors: Failure 2 for a line that can't be, 4 for a NAV that nobody may deal at, 3 for books that can't be read, 8 while
 * somebody else writes.
 */
export async function enterFundEvent(place: StatePlace, entry: Entry, flags: EntryFlags): Promise<EnteredDocument> {
  const state = await requireStateDirectory(nodeFiles, place);
  const ports = { files: nodeFiles, clock: systemClock };
  const lock = await takeLockOf(fundDirectory(state), ports, {
    code: "fund_locked",
    doing: "writes to the fund's ledger",
    fix: "Try again in a moment.",
  });
  try {
    const fund = readFund(state);
    const untilMs = instantOf(flags.at);
    // A request with its instant needs nothing of the books: they can be long.
    const wantsBooks = untilMs === null || entry === "open" || entry === "nav";
    const statement = wantsBooks ? navStatement(state, untilMs, new Set()) : new NavStatement();
    const event = eventOf(entry, flags, statement);
    const next = applyFundEvent(fund.state, event);
    if (!next.ok) throw refused(next.error, next.error.code.startsWith("nav_") ? 4 : 2);
    const mode = fund.lines[0]?.mode ?? statement.mode ?? "paper";
    const line = appendFundEvent({ files: nodeFiles, directory: fund.directory, mode }, event, fund.tail);
    const { seq, at, type, hash } = line;
    const id = "id" in event ? event.id : null;
    return { schema: "hedge.fund-entry/1", mode, seq, at, type, id, navPerUnit: fundNavPerUnit(next.value), hash };
  } finally {
    lock.release();
  }
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parsed = parseUtc(text);
  if (parsed === null) throw invalid("--at", text, "a date or an instant, 2026-01-31 or 2026-01-31T12:00:00Z");
  return parsed;
}

function invalid(path: string, value: string | undefined, wanted: string): Failure {
  const message = value === undefined ? `${path} is missing` : `${path} ${value} is not what is wanted`;
  return new Failure("invalid_value", 2, message, {
    path,
    ...(value === undefined ? {} : { value }),
    fix: `give ${wanted}`,
  });
}

function decimalOf(path: string, text: string | undefined): Dec {
  const parsed = text === undefined ? null : parseDec(text);
  const hasPlaces = parsed !== null && floorMoney(parsed) === parsed;
  if (!hasPlaces) throw invalid(path, text, "a plain decimal with at most 8 places and no zeros at its end");
  return parsed;
}

function wordOf(path: string, text: string | undefined): string {
  const isWord = text !== undefined && /^[A-Za-z0-9][\w .-]{0,58}$/.test(text);
  if (!isWord) throw invalid(path, text, "a name of letters, digits, blanks, dots, dashes and underscores");
  return text;
}

function eventOf(entry: Entry, flags: EntryFlags, statement: NavStatement): FundEvent {
  const atMs = instantOf(flags.at) ?? statement.atMs;
  const id = (): string => wordOf("--id", flags.id);
  const investor = (): string => wordOf("--investor", flags.investor);
  const amountUsd = (): Dec => decimalOf("--amount", flags.amount);
  switch (entry) {
    case "open":
      return opening(flags, booksOf(statement, atMs), atMs);
    case "subscribe":
      return { type: "subscription.received", atMs, id: id(), investor: investor(), amountUsd: amountUsd() };
    case "redeem": {
      const units = flags.units === "all" ? null : decimalOf("--units", flags.units);
      return { type: "redemption.requested", atMs, id: id(), investor: investor(), units };
    }
    case "withdraw":
      return { type: "request.withdrawn", atMs, id: id(), reason: flags.reason ?? "" };
    case "subfund":
      return {
        type: "subfund.traded",
        atMs,
        id: id(),
        units: decimalOf("--units", flags.units),
        amountUsd: amountUsd(),
      };
    case "nav":
      return {
        type: "nav.struck",
        atMs,
        books: booksOf(statement, atMs),
        subFunds: prices(flags, atMs),
        deals: flags.deal,
      };
    case "pay": {
      const to = PAYEES.find((name) => name === flags.to);
      if (to === undefined) throw invalid("--to", flags.to, PAYEES.join(", "));
      return { type: "money.paid", atMs, to, id: to === "redemption" ? id() : null, amountUsd: amountUsd() };
    }
  }
}

const PAYEES: readonly Payee[] = ["redemption", "management_fee", "performance_fee"];

function booksOf({ last }: NavStatement, atMs: number): BooksNav {
  if (last === null) throw new Failure("no_nav", 3, `the books have no NAV at ${isoUtc(atMs)}`);
  const { seq, hash, navUsd, flowsUsd, isReconciled } = last;
  const evidence = { seq, hash, ageMs: atMs - last.atMs, isReconciled };
  return { booksUsd: floorMoney(navUsd), flowsUsd: floorMoney(flowsUsd), evidence };
}

function opening(flags: EntryFlags, books: BooksNav, atMs: number): FundEvent {
  const config = requireConfig({ directory: flags.config, env: flags.env, files: nodeFiles });
  const settings = config.accounts.fund ?? fundSettingsSchema.parse({});
  const terms: FundTerms = {
    issuePriceUsd: decFromNumber(settings.issue_price_usd),
    managementFee: decFromNumber(settings.management_fee_pct),
    performanceFee: decFromNumber(settings.performance_fee_pct),
    maxNavAgeMs: settings.max_nav_age_seconds * SECOND_MS,
  };
  const seed = flags.investor === undefined ? null : wordOf("--investor", flags.investor);
  return { type: "fund.opened", atMs, name: settings.name, terms, books, seed };
}

function prices({ price = [] }: EntryFlags, atMs: number): Extract<FundEvent, { type: "nav.struck" }>["subFunds"] {
  return price.map((text) => {
    const [name, value] = text.split("=");
    return { id: wordOf("--price", name), navPerUnitUsd: decimalOf("--price", value), atMs };
  });
}
