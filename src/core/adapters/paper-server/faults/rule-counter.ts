import type { Rng } from "../../../lib/rng.js";
import { instantMs, parseInstant } from "./market-instant.js";
import type { FaultRule } from "./script-schema.js";

/** How often a rule was asked about something that fits it, and how often it acted. */
export interface RuleCount {
  readonly name: string;
  readonly seen: number;
  readonly fired: number;
}

/** The `when` of one rule: asked once for everything that fits its `match`, it says whether the rule acts now. */
export class RuleCounter {
  seen = 0;
  fired = 0;

  constructor(
    readonly rule: FaultRule,
    readonly rng: Rng,
  ) {}

  isAwake(atMs: number, startMs: number): boolean {
    const { at, until, times } = this.rule.when ?? {};
    if (times !== undefined && this.fired >= times) return false;
    return atMs >= momentMs(at, startMs, -Infinity) && atMs < momentMs(until, startMs, Infinity);
  }

  acts(): boolean {
    this.seen += 1;
    const { after, every } = this.rhythm();
    const nth = this.seen - after - 1;
    if (nth < 0 || nth % every !== 0) return false;
    if (this.rng.next() >= (this.rule.when?.probability ?? 1)) return false;
    this.fired += 1;
    return true;
  }

  private rhythm(): { readonly after: number; readonly every: number } {
    if (this.rule.on === "time") return { after: 0, every: 1 };
    return { after: this.rule.when?.after ?? 0, every: this.rule.when?.every ?? 1 };
  }
}

function momentMs(text: string | undefined, startMs: number, otherwiseMs: number): number {
  const instant = text === undefined ? null : parseInstant(text);
  return instant === null ? otherwiseMs : instantMs(instant, startMs);
}
