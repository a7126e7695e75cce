import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism, constants, freemem, homedir, hostname, setPriority } from "node:os";

/** The machine and the Node that runs us. */
interface Machine {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly hasFlock: boolean;
  /** What this process may still take: free memory of the machine or of its container, whichever is less. */
  readonly availableMemoryBytes: number;
  /** Name of the local time zone; null where Node can't tell. */
  readonly localZone: string | null;
}

export function describeMachine(): Machine {
  // With a zone it doesn't know (TZ=Foo/Bar) Node returns undefined, whatever the type says.
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return {
    nodeVersion: process.versions.node,
    platform: process.platform,
    hasFlock: spawnSync("flock", ["--version"], { stdio: "ignore" }).error === undefined,
    availableMemoryBytes: Math.min(freemem(), process.availableMemory()),
    localZone: zone ?? null,
  };
}

/** State letter of a process as Linux has it (`R` runs, `S` sleeps, `T` is stopped, `Z` is dead); null where unknown. */
export function processStateLetter(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The command name may contain spaces and brackets: the state follows the last one.
    return stat[stat.lastIndexOf(")") + 2] ?? null;
  } catch {
    return null;
  }
}

/** Processors that this process may use. */
export function processorCount(): number {
  return availableParallelism();
}

/** Most memory that this process has held so far, its threads included. */
export function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}

/** Names this process among those of several machines. */
export function processName(): string {
  return `${hostname()}-${String(process.pid)}`;
}

/** Name of this machine, as it calls itself. */
export function machineName(): string {
  return hostname();
}

/** A file name that no other process on any machine takes. */
export function temporaryName(): string {
  return `.${randomUUID()}.tmp`;
}

/** Lets every other process of this machine go first: for work that somebody who trades must not feel. */
export function beLessUrgent(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not every machine lets a process do that; it is a courtesy.
  }
}

/** A name that no other upload has. */
export function uploadName(): string {
  return randomUUID();
}

/** Where this user's own files lie. */
export function homeDirectory(): string {
  return homedir();
}
