import * as fs from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../lib/hash.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import { inspectPath } from "../fs/file-modes.js";
import { makeDirectories } from "../fs/make-directories.js";
import { agedHoldOff, holdOffSchema } from "./hold-off.js";

const count = z.number().int().min(0).max(1_000_000);
const instant = z.number().int().min(0).max(9_000_000_000_000);

const windowSchema = z.object({ window: instant, used: count });
const usageSchema = z.object({
  v: z.literal(2),
  weight: windowSchema,
  slow: holdOffSchema.nullable(),
  banned: holdOffSchema.nullable(),
  /** By account tag. */
  accounts: z.record(z.string().max(64), z.object({ tenSeconds: windowSchema, minute: windowSchema })),
});

export type UsedWindow = Readonly<z.infer<typeof windowSchema>>;
export type HostUsage = Readonly<z.infer<typeof usageSchema>>;

const MAX_FILE_BYTES = 65_536;
const MAX_ACCOUNTS = 64;
export const TEN_SECONDS_MS = 10 * SECOND_MS;
const EMPTY_WINDOW: UsedWindow = { window: 0, used: 0 };

/** The later window counts; within the same one the larger figure. */
export function laterWindow(a: UsedWindow, b: UsedWindow): UsedWindow {
  if (a.window !== b.window) return a.window > b.window ? a : b;
  return a.used >= b.used ? a : b;
}

/** `b`: our own, with its word on how long the venue wants silence. */
export function mergeUsage(a: HostUsage, b: HostUsage): HostUsage {
  const tags = [...new Set([...Object.keys(a.accounts), ...Object.keys(b.accounts)])];
  const accounts = tags.map((tag) => {
    const [one, two] = [a.accounts[tag], b.accounts[tag]];
    const tenSeconds = laterWindow(one?.tenSeconds ?? EMPTY_WINDOW, two?.tenSeconds ?? EMPTY_WINDOW);
    return [
      tag,
      { tenSeconds, minute: laterWindow(one?.minute ?? EMPTY_WINDOW, two?.minute ?? EMPTY_WINDOW) },
    ] as const;
  });
  accounts.sort((left, right) => right[1].minute.window - left[1].minute.window);
  return {
    v: 2,
    weight: laterWindow(a.weight, b.weight),
    slow: b.slow,
    banned: b.banned,
    accounts: Object.fromEntries(accounts.slice(0, MAX_ACCOUNTS)),
  };
}

export const NO_USAGE: HostUsage = {
  v: 2,
  weight: EMPTY_WINDOW,
  slow: null,
  banned: null,
  accounts: {},
};

/**
 * As of now and without what lies in the future: a figure kept under another clock must not stand before ours, or hold us
 * for years. Windows may be at most the current one; of a ban is left at most what was told.
 */
export function believable(usage: HostUsage, nowMs: number): HostUsage {
  const reached = (counted: UsedWindow, lengthMs: number): UsedWindow =>
    counted.window <= Math.floor(nowMs / lengthMs) ? counted : EMPTY_WINDOW;
  const accounts = Object.entries(usage.accounts).map(([tag, { tenSeconds, minute }]) => {
    return [tag, { tenSeconds: reached(tenSeconds, TEN_SECONDS_MS), minute: reached(minute, MINUTE_MS) }] as const;
  });
  return {
    v: 2,
    weight: reached(usage.weight, MINUTE_MS),
    slow: agedHoldOff(usage.slow, nowMs),
    banned: agedHoldOff(usage.banned, nowMs),
    accounts: Object.fromEntries(accounts),
  };
}

/**
 * What all processes of this machine have used of a venue's limits, in one small file per venue (`venueNameOf`). It is
 * advice: without it a process goes by its own figures and the venue's headers, so no failure here may stop anything.
 * There is no lock: whoever writes last merges what it read just before, and the venue's next header mends the rest.
 */
export class SharedUsage {
  readonly #path: string;
  readonly #directory: string;
  #isUsable: boolean | null = null;

  constructor(directory: string, venue: string) {
    this.#directory = directory;
    this.#path = join(directory, `${sha256Hex(venue).slice(0, 16)}.json`);
  }

  read(nowMs: number): HostUsage | null {
    try {
      if (!this.#mayUse()) return null;
      const entry = inspectPath(this.#path);
      if (entry === null || entry.kind !== "file" || entry.lengthBytes > MAX_FILE_BYTES) return null;
      const parsed = usageSchema.safeParse(JSON.parse(fs.readFileSync(this.#path, "utf8")));
      return parsed.success ? believable(parsed.data, nowMs) : null;
    } catch {
      return null;
    }
  }

  /** merge: what to write, given what is there. */
  write(merge: (known: HostUsage) => HostUsage, nowMs: number): void {
    const merged = merge(this.read(nowMs) ?? NO_USAGE);
    const temporary = `${this.#path}.${String(process.pid)}.tmp`;
    try {
      if (!this.#mayUse()) return;
      fs.writeFileSync(temporary, JSON.stringify(merged), { mode: 0o600 });
      fs.renameSync(temporary, this.#path);
    } catch {
      // A full or read-only disk: the limits are kept by this process alone.
    }
  }

  /** A directory of somebody else in a shared place such as /tmp is not believed. */
  #mayUse(): boolean {
    if (this.#isUsable === null) {
      makeDirectories(this.#directory);
      const entry = inspectPath(this.#directory);
      this.#isUsable = entry?.kind === "directory" && entry.own && (entry.mode & 0o022) === 0;
    }
    return this.#isUsable;
  }
}
