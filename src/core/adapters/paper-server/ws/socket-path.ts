import type { StreamRoute } from "../faults/fault-hooks.js";

/** What a socket was opened for. */
export interface SocketPath {
  readonly route: StreamRoute;
  /** Frames come as `{"stream":…,"data":…}`. */
  readonly combined: boolean;
  readonly streams: readonly string[];
  readonly listenKeys: readonly string[];
  /** Names of account events that are wanted; null: all of them. */
  readonly events: ReadonlySet<string> | null;
}

const ROUTED = /^\/(public|market|private)\/(ws|stream)(\/.*)?$/;
/** The address without a route still opens, but carries the public route's data only (change notice, 2026-04-23). */
const LEGACY = /^\/(ws|stream)(\/.*)?$/;

/** Null where there is no such address. A number at the end of the path is a client's own count and means nothing. */
export function parseSocketPath(url: string): SocketPath | null {
  const { pathname, searchParams } = new URL(url, "ws://venue");
  const routed = ROUTED.exec(pathname);
  const legacy = LEGACY.exec(pathname);
  if (routed === null && legacy === null) return null;
  const route = routed === null ? "public" : toRoute(routed[1]);
  const mode = routed?.[2] ?? legacy?.[1];
  const names = namesIn(routed?.[3] ?? legacy?.[2] ?? "");
  const isPrivate = route === "private";
  const asked = searchParams.get("streams")?.split("/") ?? [];
  const events = searchParams.get("events");
  return {
    route,
    combined: mode === "stream",
    streams: isPrivate ? [] : [...names.filter(isStream), ...asked].filter((name) => name !== ""),
    listenKeys: isPrivate ? [...searchParams.getAll("listenKey"), ...names.filter(isKey)] : [],
    events: events === null ? null : new Set(events.split("/")),
  };
}

function toRoute(text: string | undefined): StreamRoute {
  return text === "private" || text === "market" ? text : "public";
}

function namesIn(path: string): readonly string[] {
  return path.split("/").map((name) => decodeName(name));
}

/** A name that can't be decoded is as good as any unknown one. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const isStream = (name: string): boolean => name.includes("@") || name.startsWith("!");
const isKey = (name: string): boolean => name !== "" && !/^\d+$/.test(name);
