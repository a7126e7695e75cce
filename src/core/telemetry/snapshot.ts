import type { Mode } from "../domain/mode.js";
import type { NavPoint, Portfolio } from "../domain/portfolio.js";
import type { RiskState } from "../domain/risk-state.js";
import type { HealthFile, LatencyFigures, VenueHealthRow } from "./health.schema.js";
import type { LimitRow } from "./risk-state.schema.js";
import type { RouterHealthFile, RouterHealthRow } from "./router-health.schema.js";

/** Vetoes of a rolling window, as risk counts them. */
interface VetoCounts {
  readonly last: {
    readonly id: string;
    readonly atMs: number;
    readonly symbol: string;
    readonly strategy: string;
    readonly primary: string;
  } | null;
  readonly windowMs: number;
  readonly total: number;
  readonly byRule: Readonly<Record<string, number>>;
}

type Row = RouterHealthRow;
type NewestRow = Row["shortfall"]["newest"][number];

/** Health of one route, as routing measures it: instants are numbers still. */
export type RouteHealth = Omit<Row, "lastChange" | "offsetChange" | "shortfall" | "suggestions"> & {
  readonly lastChange: (Omit<NonNullable<Row["lastChange"]>, "at"> & { readonly atMs: number }) | null;
  readonly offsetChange: (Omit<NonNullable<Row["offsetChange"]>, "at"> & { readonly atMs: number }) | null;
  readonly shortfall: Omit<Row["shortfall"], "newest"> & {
    readonly newest: readonly (Omit<NewestRow, "at"> & { readonly atMs: number })[];
  };
  readonly suggestions: readonly (Omit<Row["suggestions"][number], "bounds"> & {
    readonly bounds: readonly [number, number] | null;
  })[];
};

/** The session at one instant of market time: what the files that are rewritten whole are made from. */
export interface TelemetrySnapshot {
  readonly atMs: number;
  /** Instant of the newest event in the books: earlier than `atMs` while a live venue says nothing. */
  readonly bookedAtMs: number;
  /** Last journal line that is folded in. */
  readonly seq: number;
  readonly portfolio: Portfolio;
  readonly risk: RiskState;
  readonly limits: readonly LimitRow[];
  readonly vetoes: VetoCounts;
  readonly router: readonly RouteHealth[];
  readonly schedules: RouterHealthFile["schedules"];
  /** A fact of the process, not of the journal. */
  readonly circuits: RouterHealthFile["circuits"];
  /** Mark price of a symbol; NaN where there is none. */
  readonly marks: (symbol: string) => number;
  /** The books at the newest marks, stamped with the oldest of these; null before anything could be valued. */
  readonly nav: NavPoint | null;
  readonly navFreshnessMs: number;
  /** Where accounts stand at several venues: how their positions add up. Left out for one venue. */
  readonly assetPlaces?: {
    readonly baseOf: (symbol: string) => string;
    readonly venueOf: (account: string) => string;
  };
  readonly maxUnprotectedMs: number;
  /** Why the session does not follow its configuration files; null where it does. */
  readonly filesProblem: { readonly code: string; readonly message: string } | null;
}

/** Facts of the executor's process. `…WallMs` are wall time, everything else as named. */
export interface HealthSnapshot {
  readonly mode: Mode;
  readonly pid: number;
  readonly state: HealthFile["state"];
  readonly startedAtWallMs: number;
  readonly nowWallMs: number;
  /** Market time; null before the first event. */
  readonly atMs: number | null;
  readonly seq: number;
  readonly agesMs: Readonly<Record<string, number | null>>;
  readonly lags: Readonly<Record<string, number | null>>;
  readonly latenciesMs: Readonly<Record<string, LatencyFigures>>;
  /** Last sign of life of the process that keeps the mirror; null or left out where there is none. */
  readonly sync?: HealthFile["heartbeats"]["sync"];
  readonly venues: readonly VenueHealthRow[];
  readonly rssBytes: number | null;
}
