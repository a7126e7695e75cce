import { hasVenue, type Mode } from "../../domain/mode.js";

/** The processes of a machine that trades, under every manager by these names. */
export const SERVICES = ["hedge-executor", "hedge-dashboard", "hedge-sync"] as const;
export type ServiceName = (typeof SERVICES)[number];

export const MANAGERS = ["systemd", "supervisor"] as const;
export type KeeperName = (typeof MANAGERS)[number];

/** What the services of one session are made from. All paths are absolute. */
export interface ServicePlan {
  readonly mode: Mode;
  /** Program and script that are `hedge`. */
  readonly launcher: readonly string[];
  /** Working directory. */
  readonly root: string;
  readonly config: string;
  readonly state: string;
  /** Where the locks that all processes of a user share lie. */
  readonly shared: string;
  /** Address of the mirror; null for the one that `hedge sync` chooses. */
  readonly target: string | null;
  readonly port: number;
  /** Whom the services run as; null for whoever installs them. */
  readonly user: string | null;
  /** File with `NAME=value` lines for all of them; systemd alone reads it. */
  readonly environmentFile: string | null;
  /** Directory of keys and tokens, a file each; systemd hands them out. */
  readonly credentials: string | null;
  /** Which of `SYNC_CREDENTIALS` lie there. */
  readonly syncCredentials: readonly string[];
}

/** A recorded market at full speed is over in seconds: as a service it plays a minute a second. */
const PAPER_SPEED = 60;

/** Words of the command line that a service runs. */
export function serviceWords(plan: ServicePlan, name: ServiceName): readonly string[] {
  const { launcher, mode, config, state, target, port } = plan;
  // Also the mirror: whom to notify stands in the configuration.
  const place = ["--config", config, "--state", state];
  if (name === "hedge-dashboard") return [...launcher, "dashboard", ...place, "--port", String(port)];
  if (name === "hedge-sync") return [...launcher, "sync", ...place, ...(target === null ? [] : ["--target", target])];
  const pace = mode === "paper" ? ["--speed", String(PAPER_SPEED)] : [];
  return [...launcher, "executor", "--mode", mode, ...place, ...pace];
}

/** What a service is, in words. */
export function serviceTitle({ mode }: ServicePlan, name: ServiceName): string {
  if (name === "hedge-executor") return `hedge: the trading loop (${mode})`;
  return name === "hedge-dashboard"
    ? `hedge: the read-only page (${mode})`
    : `hedge: the mirror of the journal (${mode})`;
}

/** Where the shared locks lie on Linux, unasked. */
const USUAL_SHARED = "/run/lock";

/** Where config/observability/prometheus.yml looks for the pages of each. */
const HEALTH_PORTS: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  "hedge-executor": { HEDGE_EXECUTOR_HEALTH_PORT: "9464" },
  "hedge-dashboard": {},
  "hedge-sync": { HEDGE_SYNC_HEALTH_PORT: "9465" },
};

/** ENV, where a mode asks for one. `ALLOW_PROD_WRITE` is for a person to set, never for a file that we write. */
export function serviceEnvironment({ mode, shared }: ServicePlan, name: ServiceName): Readonly<Record<string, string>> {
  const place = shared === USUAL_SHARED ? {} : { HEDGE_SHARED_DIR: shared };
  return { ...(hasVenue(mode) ? { ENV: mode } : {}), ...place, ...HEALTH_PORTS[name] };
}

/** What the mirror's store and the channels of its notifications may ask for. */
export const SYNC_CREDENTIALS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "HEDGE_TELEGRAM_TOKEN",
  "HEDGE_SLACK_URL",
  "HEDGE_WEBHOOK_URL",
  "HEDGE_WEBHOOK_TOKEN",
] as const;

/** Names of the keys that a service is handed: each its own, the page none. */
export function credentialNames(plan: ServicePlan, name: ServiceName): readonly string[] {
  if (plan.credentials === null) return [];
  if (name === "hedge-sync") return plan.syncCredentials;
  return name === "hedge-executor" && hasVenue(plan.mode) ? ["BINANCE_API_KEY", "BINANCE_API_SECRET"] : [];
}

/** Directories that a service writes to. */
export function writablePlaces(plan: ServicePlan, name: ServiceName): readonly string[] {
  if (name === "hedge-dashboard") return [];
  if (name === "hedge-executor") return [plan.state, plan.shared];
  const { target, root, state } = plan;
  const directory =
    target === null ? `${root}/cache` : target.startsWith("file://") ? target.slice("file://".length) : null;
  if (directory === null) return [state];
  return [state, directory.startsWith("/") ? directory : `${root}/${directory}`];
}

/**
 * Exit codes after which a service is not started again by itself: a person has to look first. The dashboard alone is
 * tried again where there is no state yet (3): the executor makes it.
 */
export function finalExits(name: ServiceName): readonly number[] {
  return name === "hedge-dashboard" ? [2] : [2, 3, 7, 8, 9];
}

/** What the first line of every file of ours says; a file without it is never overwritten or removed. */
export const OWN_MARK = "Written by `hedge services install`";
