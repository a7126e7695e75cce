import { readFileSync } from "node:fs";
import { hostname } from "node:os";

interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which the process started (Linux), so that a reused pid isn't taken for it. */
  readonly startTicks: string | null;
}

/** Identity of a process; null when there is none with this pid. */
export function processIdentity(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return null;
  }
  return { pid, startTicks: startTicks(pid) };
}

function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The command name (field 2) may contain spaces and brackets: count from the last bracket.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Name of this machine, as people know it. */
export function hostName(): string {
  return hostname();
}

export function residentBytes(): number {
  return process.memoryUsage.rss();
}

/** Whether this process may do everything. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
