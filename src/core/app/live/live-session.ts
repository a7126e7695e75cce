import type { CircuitChange } from "../../adapters/resilience/with-circuit-breaker.js";
import { yieldToEventLoop } from "../../adapters/system/clock.js";
import type { Config } from "../../config/config-files.js";
import type { ExecutorReport } from "../../domain/executor-summary.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import type { EngineState } from "../../engine/state.js";
import { SECOND_MS } from "../../lib/time.js";
import type { VenueHealthRow } from "../../telemetry/health.schema.js";
import { createEngineContext } from "../engine-context.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { ReloadDesk } from "../reload/reload-desk.js";
import { codeVersion, currentConfig } from "../session-plan.js";
import { requireWholeJournal, telemetrySeq } from "../telemetry-seq.js";
import { TradingSession } from "../trading-session.js";
import type { AccountLock } from "./account-lock.js";
import { planClosing } from "./closing-plan.js";
import type { KeyWatcher } from "./key-watcher.js";
import { configuredHash, type LivePlan, planLive } from "./live-plan.js";
import type { LiveVenue } from "./live-venue.js";
import { askDoctor } from "./preflight.js";
import { type LiveRecovery, recoverLive } from "./recover-live.js";
import { withLivePolicies } from "./venue-config.js";
import { venueHealth } from "./venue-health.js";
import { LiveEquipment } from "./live-equipment.js";

interface LiveSessionInput {
  readonly flags: ExecutorFlags;
  readonly ports: ExecutorPorts;
  readonly config: Config;
  readonly venueKey: string;
  /** Null where nothing is signed. */
  readonly watchKey: KeyWatcher | null;
  readonly accountLock: AccountLock;
}

/**
 * A session at a live, demo or paper-served venue: books from the journal, rules from the venue, then market, account
 * and executor together until a signal comes.
 */
export class LiveSession {
  readonly #session: TradingSession;
  #live: LiveEquipment | null = null;

  constructor(readonly input: LiveSessionInput) {
    const { flags, ports, config } = input;
    const context = createEngineContext(config);
    this.#session = new TradingSession(flags, ports, { config, context, progress: () => null });
  }

  get state(): EngineState {
    return this.#session.state;
  }

  /** What lies below says whether the venue answers. */
  onRest(source: string, problem: string | null): void {
    this.#live?.account?.setRest(source, problem);
  }

  /** The venue has counted much of the orders it takes of the account, other processes' included. */
  onCircuit(change: CircuitChange): void {
    this.#live?.tellCircuit(change);
  }

  onOrders(counted: OrderCounts): void {
    this.#live?.tellOrders(counted);
  }

  /** Something was said that only the venue's lists and histories explain. */
  lookAgain(): void {
    this.#live?.account?.lookAgain();
  }

  /** Errors: Failure of the plan; what a part beside the loop throws ends the session as the bug it is. */
  async run(venue: LiveVenue): Promise<ExecutorReport> {
    const { flags, ports } = this.input;
    const session = this.#session;
    const projectedSeq = telemetrySeq(flags.stateDirectory, ports.files);
    ports.news?.onStep("books from the journal");
    const recovery = recoverLive(session);
    requireWholeJournal(recovery.tail.seq, projectedSeq);
    const closing = flags.closing === true;
    const planned = { ...this.input, venue, recovery };
    const plan = closing ? await planClosing(planned) : await planLive(planned);
    const { venueKey, watchKey } = this.input;
    const ask = flags.mode === "prod" && !closing ? askDoctor(flags, ports, venueKey) : null;
    if (ask !== null) ports.news?.onStep("checks of doctor");
    const preflight = ask === null ? null : { first: await ask(ports.stop), ask };
    const live = new LiveEquipment({ ports, venue, preflight, watchKey }, session, plan);
    this.#live = live;
    session.telemetry.followVenues(() => [this.#health(venue, plan)]);
    for (const event of recovery.booked) live.account?.recall(event);
    // 0: a line that allows a send is on stable storage before it.
    const journal = session.openJournal(recovery.tail, 0);
    try {
      await live.start(agreedMs(recovery, plan, venue));
      const outcome = await session.trade(journal, {
        driver: live.driver,
        broker: live.broker,
        guard: live.guard,
        context: plan.context,
        pace: yieldToEventLoop,
        opening: plan.opening,
        ...(closing ? {} : { reload: this.#reloadDesk(plan) }),
        venueGoesOn: true,
        lastLook: () => live.lastLook(),
        nowMs: () => venue.clock.nowMs(),
        askVenue: () => live.account?.compareSoon(),
      });
      const { fromMs, notes } = plan;
      const end = { seq: journal.lastSeq, hash: journal.lastHash };
      return session.report({ outcome, fromMs, toMs: null, notes, end, cutBytes: recovery.tail.tornBytes });
    } finally {
      await live.close();
      await journal.close();
    }
  }

  #reloadDesk({ config: held }: LivePlan): ReloadDesk {
    const { flags, ports, config: files } = this.input;
    const read = (): Config => currentConfig(flags, ports);
    const hashOf = (config: Config): string => configuredHash(config, files);
    const deps = { read, hashOf, inEffect: withLivePolicies, codeVersion: codeVersion(ports.files) };
    return new ReloadDesk(deps, { files, held });
  }

  #health({ acks, circuits, clock, gateway }: LiveVenue, plan: LivePlan): VenueHealthRow {
    const { causes } = this.state.portfolio;
    const holds = (code: string): boolean => causes.some((cause) => cause.code === code);
    const markMs = newestMarkMs(this.state);
    return venueHealth({
      venue: this.input.venueKey,
      acksMs: acks.values(),
      circuits: circuits(),
      isRefused: holds("venue_circuit_open"),
      privateStreamUp: gateway === null ? null : !holds("user_stream_stale"),
      streamAgeMs: markMs === 0 ? null : Math.max(0, clock.nowMs() - markMs) / clock.speed,
      silenceLimitMs: plan.config.runtime.live.market_silence_seconds * SECOND_MS,
    });
  }
}

function newestMarkMs({ market }: EngineState): number {
  return Math.max(0, ...Object.values(market).map(({ markAtMs }) => markAtMs));
}

/**
 * Venue time since which the venue has to be asked for what happened. A venue's time can't be told closer than its way
 * through the network, which is long at one that runs fast.
 */
function agreedMs(
  { lastReportMs }: Pick<LiveRecovery, "lastReportMs">,
  { walletsAtMs }: Pick<LivePlan, "walletsAtMs">,
  { clock }: Pick<LiveVenue, "clock">,
): number {
  if (lastReportMs === null) return walletsAtMs;
  return Math.max(walletsAtMs, Math.floor(lastReportMs - SECOND_MS * clock.speed));
}
