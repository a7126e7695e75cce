import { numberOf } from "../../lib/scaled.js";
import { ok, type Result } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { healthFile } from "../../telemetry/health.schema.js";
import { positionsFile } from "../../telemetry/positions.schema.js";
import type { RiskStateFile } from "../../telemetry/risk-state.schema.js";
import { routerHealthFile } from "../../telemetry/router-health.schema.js";
import { readRates } from "../../journal/rates-file.js";
import { randAmounts, randNow } from "../rand.js";
import { readDocument, type ReadFailure, type StateReader } from "../read-state.js";
import { readRiskState } from "../risk.js";
import { heartbeatLimitMs, startingMs } from "../heartbeat.js";
import { type Liveness, readStatus, type StatusDocument } from "../status.js";
import { attentionOf, blocksOf } from "./attention.js";
import { ModelLog } from "../model/model-log.js";
import { EventLog } from "./event-log.js";
import { fundView } from "./fund.js";
import { PulseWatch } from "./pulse-watch.js";
import { readOrigin } from "./session-origin.js";
import { SessionSeries } from "./session-series.js";
import type { ClockRow, Pulse, SessionOrigin, SessionView } from "./session-view.js";
import { strategyRows } from "./strategy-rows.js";
import { WholeFile } from "./whole-file.js";

/** Where a session is read, and by which clocks. */
export interface SessionSource extends StateReader {
  readonly growing: GrowingFiles;
  readonly life: () => Promise<Liveness>;
  readonly monotonicMs: () => number;
  readonly time: SessionView["time"];
  /** Left out: the state directory. */
  readonly toldBy?: () => SessionView["source"];
}

/**
 * The read model of a session that goes on: each reading takes in what was written since the one before, and what has not
 * changed is not read again.
 */
export class SessionReader {
  readonly #source: SessionSource;
  readonly #series: SessionSeries;
  readonly #log: EventLog;
  readonly #model: ModelLog;
  readonly #pulse: PulseWatch;
  readonly #positions = new WholeFile("positions.json", (state) =>
    readDocument(state, "positions.json", positionsFile),
  );
  readonly #router = new WholeFile("router_health.json", (state) =>
    readDocument(state, "router_health.json", routerHealthFile),
  );
  readonly #health = new WholeFile("health.json", (state) => readDocument(state, "health.json", healthFile), true);
  #origin: SessionOrigin | null = null;

  constructor(source: SessionSource) {
    this.#source = source;
    this.#series = new SessionSeries(source.growing, source.directory);
    this.#log = new EventLog(source, source.growing);
    this.#model = new ModelLog(source, source.growing);
    this.#pulse = new PulseWatch(source.monotonicMs);
  }

  /** Errors: why there is nothing to show at all; a part that can't be read is named in the view. */
  async read(): Promise<Result<SessionView, ReadFailure>> {
    const source = this.#source;
    const life = await source.life();
    const [status, risk] = [await readStatus(source, life), await readRiskState(source)];
    if (!status.ok) return status;
    if (!risk.ok) return risk;
    for (const file of [this.#positions, this.#router, this.#health]) file.update(source, source.growing);
    this.#series.update();
    this.#log.update();
    this.#origin ??= readOrigin(source, source.growing);
    this.#model.update((this.#origin?.model ?? null) !== null);
    return ok(this.#view(status.value, risk.value, life));
  }

  #view(status: StatusDocument, risk: RiskStateFile, life: Liveness): SessionView {
    const series = this.#series;
    const atMs = Date.parse(status.at);
    const router = this.#router.known ?? { items: [], schedules: [], circuits: [] };
    const positions = this.#positions.known?.items ?? [];
    const open = this.#positions.known?.openOrders ?? [];
    const books = series.strategies.books;
    const openUsd = openByStrategy(positions);
    const navUsd = status.nav.value === null ? null : numberOf(status.nav.value);
    const unrealizedUsd = [...openUsd.values()].reduce((sum, value) => sum + value, 0);
    const figures = fundView(series.nav, books, {
      ...{ navUsd, unrealizedUsd, open: openUsd },
      exposure: exposureOf(positions, status),
    });
    const amounts = randAmounts(status.nav.value, figures.unit);
    const fund = { ...figures, rand: randNow(readRates(this.#source), amounts, life.nowWallMs) };
    const { vetoes } = series;
    return {
      schema: "hedge.tui/1",
      mode: status.mode,
      at: status.at,
      time: this.#source.time,
      directory: this.#source.directory,
      source: this.#source.toldBy?.() ?? "directory",
      status,
      pulse: this.#pulseOf(life),
      attention: attentionOf(status, risk, router.items),
      blocks: blocksOf(risk, router.items),
      clocks: clocksOf(status, risk),
      origin: this.#origin,
      risk: { limits: risk.limits, cooldowns: risk.cooldowns, causes: risk.causes, vetoes: risk.vetoes },
      positions,
      orders: series.ordersView(open, atMs),
      vetoes,
      router: { items: router.items, schedules: router.schedules, circuits: router.circuits },
      nav: withNow(series.nav.recent, status, navUsd),
      strategies: strategyRows({
        books,
        days: fund.days,
        navStartUsd: fund.navStartUsd,
        positions,
        cooldowns: risk.cooldowns,
        vetoes,
        windowMs: risk.vetoes.windowMs,
        atMs,
        configured: this.#origin?.strategies ?? [],
      }),
      fund,
      ml: this.#model.view,
      log: this.#log.rows,
      unread: this.#unread(),
    };
  }

  #pulseOf(life: Liveness): Pulse {
    const health = this.#health.known;
    const ageMs = this.#pulse.ageMs(health?.heartbeats.executor.at ?? null, life.nowWallMs);
    const common = {
      lockHeld: life.lockHeld || life.standby?.why === "replica",
      ageMs,
      startingMs: startingMs(life, health),
      limitMs: heartbeatLimitMs(life),
    };
    if (health === null) return { ...common, process: null };
    const { pid, state, rssBytes, seq, latencies } = health;
    const { startedAt } = health.heartbeats.executor;
    return { ...common, process: { pid, state, startedAt, rssBytes, seq, latencies } };
  }

  #unread(): readonly string[] {
    const problems = [this.#positions, this.#router, this.#health].flatMap(({ problem }) => problem ?? []);
    const { strange } = this.#series;
    return strange === 0 ? problems : [...problems, `${String(strange)} lines of the series are not understood`];
  }
}

function openByStrategy(
  positions: readonly { readonly strategy: string; readonly unrealizedPnl: string | null }[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { strategy, unrealizedPnl } of positions) {
    const value = unrealizedPnl === null ? Number.NaN : numberOf(unrealizedPnl);
    sums.set(strategy, (sums.get(strategy) ?? 0) + value);
  }
  return sums;
}

function exposureOf(positions: SessionView["positions"], status: StatusDocument): SessionView["fund"]["exposure"] {
  const side = (wanted: string): number =>
    positions.reduce((sum, row) => sum + (row.side === wanted ? Math.abs(row.exposure ?? 0) : 0), 0);
  return { long: side("long"), short: side("short"), gross: status.grossExposure, net: status.netExposure };
}

/** The lines end with the last cycle; the NAV of now may be newer. */
function withNow(
  points: SessionView["nav"],
  { at, nav, drawdown }: StatusDocument,
  navUsd: number | null,
): SessionView["nav"] {
  const last = points.at(-1);
  const nowMs = Date.parse(at) - (nav.ageMs ?? 0);
  if (navUsd === null || (last !== undefined && last.atMs >= nowMs)) return points;
  return [...points, { atMs: nowMs, navUsd, drawdown }];
}

function clocksOf({ nav, venues }: StatusDocument, { limits, nav: told }: RiskStateFile): readonly ClockRow[] {
  const seconds = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : value * SECOND_MS;
  const navLimit = limits.find(({ rule }) => rule === "R02");
  // Between two recorded bars a NAV is older than the limit of decisions, and fresh all the same.
  const isFresh = told.fresh && nav.ageMs === told.ageMs;
  const navLimitMs = seconds(navLimit?.limit);
  const isOver = navLimitMs !== null && nav.ageMs !== null && nav.ageMs > navLimitMs;
  const ages = limits.filter(({ rule, scope, used }) => rule === "R16" && scope.endsWith(" age") && used !== null);
  const oldest = ages.reduce<(typeof ages)[number] | null>(
    (worst, row) => ((row.used ?? 0) > (worst?.used ?? -1) ? row : worst),
    null,
  );
  return [
    { name: "NAV", ageMs: nav.ageMs, limitMs: isFresh && isOver ? null : navLimitMs, time: "market" },
    { name: "oldest mark", ageMs: seconds(oldest?.used), limitMs: seconds(oldest?.limit), time: "market" },
    ...venues.map(({ venue, streamAgeMs }): ClockRow => {
      return { name: `stream ${venue}`, ageMs: streamAgeMs, limitMs: null, time: "wall" };
    }),
  ];
}
