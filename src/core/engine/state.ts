import type { Bar } from "../domain/bar.js";
import type { BookSnapshot } from "../domain/book.js";
import type { RearmWait } from "../domain/decision-book.js";
import type { Instrument } from "../domain/instrument.js";
import type { CycleTrigger } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import type { VenueRules } from "../domain/venue-rules.js";
import type { Portfolio } from "../domain/portfolio.js";
import { emptyRiskState, type RiskState } from "../domain/risk-state.js";
import type { ExitPolicy } from "../exits/policy.js";
import { emptyPortfolio } from "../ledger/apply.js";
import type { RiskPolicy } from "../risk/policy.js";
import type { RouterPolicy } from "../routing/policy.js";
import { createRouterState, type RouterState } from "../routing/state.js";
import type { FeatureState } from "../screener/features.js";
import type { ModelState } from "../screener/model-state.js";
import type { TrainedModel } from "../screener/trained-model.js";
import type { TimeframeState } from "../strategies/timeframe-bars.js";
import type { SignalFilters } from "../screener/filters.js";
import type { IntentPolicy, ScreenerPolicy } from "../screener/policy.js";
import type { SizingPolicy } from "../sizing/policy.js";
import type { PairGroup } from "../domain/pair.js";
import type { BoundStrategy } from "../strategies/definition.js";
import type { BoundPairStrategy } from "../strategies/pair-definition.js";
import type { ForeignPolicy } from "../domain/connection.js";
import type { Lease } from "../domain/lease.js";
import type { Outage } from "./connection-gates.js";
import type { NotedCause } from "./noted-causes.js";
import type { ReconcileDifference } from "./reconcile.js";
import type { FilesProblem } from "./files-problem.js";
import type { Schedule } from "./schedules.js";
import type { Switchboard } from "./switch-accounts.js";
import type { RefusedCancel } from "./refused-cancels.js";
import type { RefusedCloses } from "./refused-closes.js";
import type { RulesChange } from "./changed-rules.js";

/** What the engine last heard of one symbol. */
export interface SymbolMarket {
  lastBar: Bar | null;
  /** Mark, or the last price where no mark was recorded; NaN has no JSON form, so null before the first bar. */
  mark: number | null;
  markAtMs: number;
  stale: boolean;
  fundingRate: number | null;
  book: BookSnapshot | null;
  /** Index price that came with the mark; left out until a venue tells one. */
  indexPrice?: number;
  /** True after a book was forgotten, until the next one. */
  bookLost?: boolean;
}

/** A symbol of which nothing was said yet. */
export function emptyMarket(): SymbolMarket {
  return { lastBar: null, mark: null, markAtMs: 0, stale: false, fundingRate: null, book: null };
}

export interface DueCycle {
  readonly atMs: number;
  readonly trigger: CycleTrigger;
  /** Symbols that a flip cycle may open; all for the others. */
  readonly symbols: readonly string[] | null;
}

/** Everything the engine knows: plain data, a fold of the journal. */
export interface EngineState {
  mode: Mode;
  atMs: number;
  started: boolean;
  ended: boolean;
  stopRequested: boolean;
  barMs: number;
  portfolio: Portfolio;
  risk: RiskState;
  router: RouterState;
  market: Record<string, SymbolMarket>;
  features: Record<string, FeatureState>;
  /** By symbol: the hour under way, where bars are shorter than that. */
  hours: Record<string, TimeframeState>;
  /** Keys are `strategy:symbol`, of strategies on pairs `strategy:pair`. */
  strategies: Record<string, unknown>;
  rearm: RearmWait[];
  /** Pairs that are held or on their way, by group id. */
  groups: Record<string, PairGroup>;
  cycle: number;
  due: DueCycle | null;
  /** Maker orders that ended with a rest to be taken or given up. */
  fallbacks: string[];
  /** Entries in slices that are under way, by intent id. */
  schedules: Record<string, Schedule>;
  /** By client order id, while the order is in the books. */
  refusedCancels: Record<string, RefusedCancel>;
  /** Running prediction of the NAV in plain numbers, apart from the exact books: rule R03 compares the two. */
  predictedNavUsd: number;
  /** What the venue's report and the books disagree on; null while they agree. */
  reconcileDifference: ReconcileDifference | null;
  /** Modes of the account under which the books would be wrong, in words, by mode: as last told, until they are set back. */
  wrongModes: Record<string, string>;
  /** What rests at the venue and is not ours, in words, by `foreignOrderKey`: as of the last report, and named since. */
  foreignOrders: Record<string, string>;
  /** By symbol: what its venue has changed since the session was configured. */
  rules: Record<string, VenueRules>;
  /** A change of rules under which no reconcile has passed yet. */
  rulesChange: RulesChange | null;
  /** By position key: closes that the venue has refused in a row. */
  refusedCloses: Record<string, RefusedCloses>;
  /** What was noticed and waits for its latch, by the latch's code. */
  noted: Record<string, NotedCause>;
  /** Streams and venues that are down now; empty on a good day and in paper. */
  outages: Outage[];
  lease: Lease | null;
  /** Since when no lease holds; an expiry is in the lease itself. */
  leaselessSinceMs: number;
  /** Of the configuration that holds now. */
  configHash: string;
  /** What the model remembers; left out where none is wired. */
  model?: ModelState;
  /** Null while the session follows its files as they were read last. */
  filesProblem: FilesProblem | null;
}

/** All policies of the stages, composed from the configuration. Another one holds after each event that configures. */
export interface EngineContext {
  /** Of the default account's venue, and those that only others list. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** By account, what its own venue lists; left out where all accounts stand at one venue. */
  readonly instrumentsOf?: (account: string) => ReadonlyMap<string, Instrument> | undefined;
  readonly strategies: readonly BoundStrategy[];
  readonly pairs: readonly BoundPairStrategy[];
  /** By strategy id. */
  readonly filters: Readonly<Record<string, SignalFilters>>;
  readonly screener: ScreenerPolicy;
  readonly intents: IntentPolicy;
  readonly sizing: SizingPolicy;
  readonly risk: RiskPolicy;
  readonly exits: ExitPolicy;
  readonly routing: RouterPolicy;
  /** Scales or vetoes entries; left out where no model is wired. */
  readonly metaModel?: TrainedModel;
  readonly routeAccount: (strategy: string, symbol: string) => string;
  /** Which account takes new risk; left out where each route names one account alone. */
  readonly switchboard?: Switchboard;
  /** An intended entry older than this is not sent any more (restart). */
  readonly maxSignalAgeMs: number;
  /** What happens to orders and positions of somebody else on our account. */
  readonly foreignPolicy: ForeignPolicy;
  /** Venue seconds per wall second: 1 but at a paper venue that runs fast. Deadlines of protection grow with it. */
  readonly timeScale: number;
}

export function createEngineState(mode: Mode): EngineState {
  return {
    mode,
    atMs: 0,
    started: false,
    ended: false,
    stopRequested: false,
    barMs: 0,
    portfolio: emptyPortfolio(mode),
    risk: emptyRiskState(),
    router: createRouterState(),
    market: {},
    features: {},
    hours: {},
    strategies: {},
    rearm: [],
    groups: {},
    cycle: 0,
    due: null,
    fallbacks: [],
    schedules: {},
    refusedCancels: {},
    predictedNavUsd: 0,
    reconcileDifference: null,
    wrongModes: {},
    foreignOrders: {},
    rules: {},
    rulesChange: null,
    refusedCloses: {},
    noted: {},
    outages: [],
    lease: null,
    leaselessSinceMs: 0,
    configHash: "",
    filesProblem: null,
  };
}
