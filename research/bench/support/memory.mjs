// Peak memory of a process as its kernel counts it.
import { readFileSync } from "node:fs";

/** MB; NaN where /proc does not tell (other systems than Linux, or the process has ended). */
export function peakRssMb(pid) {
  try {
    const [, kb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8")) ?? [];
    return Number(kb) / 1_024;
  } catch {
    return Number.NaN;
  }
}
