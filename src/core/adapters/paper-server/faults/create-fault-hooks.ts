import { createRng } from "../../../lib/rng.js";
import type {
  FaultHooks,
  FrameFault,
  RequestFacts,
  RequestFault,
  StreamRoute,
  TriggerFault,
  WorldFault,
} from "./fault-hooks.js";
import { fitsGlob } from "./glob.js";
import { instantMs, parseDurationMs, parseInstant } from "./market-instant.js";
import { fitsRequest, requestFaults } from "./request-deeds.js";
import { RuleCounter, type RuleCount } from "./rule-counter.js";
import type { FaultRule, FaultScript, FrameDeed, TimeRule } from "./script-schema.js";
import { isWorldDeed, worldFaults } from "./world-deeds.js";

export interface FaultHooksOptions {
  readonly seed: string;
  /** Market time that `+90m` counts from; the time of the first question where it isn't given. */
  readonly startMs?: number;
}

/** Hooks that also tell which rules acted: one that never did is mostly a mistake in the script. */
export interface ScriptedFaults extends FaultHooks {
  counts(): readonly RuleCount[];
}

/** World faults that wait for `due`; a server that never asks must not fill the memory. */
const MOST_WAITING = 1_000;

/** The same script, seed and sequence of questions give the same answers. */
export function createFaultHooks(script: FaultScript, options: FaultHooksOptions): ScriptedFaults {
  return new ScriptHooks(script, options);
}

type On<K extends FaultRule["on"]> = Extract<FaultRule, { on: K }>;

class ScriptHooks implements ScriptedFaults {
  readonly #counters: readonly RuleCounter[];
  readonly #waiting: WorldFault[] = [];
  readonly #nextMs = new Map<TimeRule, number>();
  #startMs: number | null;

  constructor(script: FaultScript, { seed, startMs }: FaultHooksOptions) {
    const rng = createRng(seed);
    this.#counters = script.rules.map((rule, index) => new RuleCounter(rule, rng.fork(`rule/${index}`)));
    this.#startMs = startMs ?? null;
  }

  /** From the top of the script; the first rule that decides the answer ends the question for those below. */
  onRequest(facts: RequestFacts): readonly RequestFault[] {
    const faults: RequestFault[] = [];
    for (const { rule, acts } of this.#asked("request", facts.atMs)) {
      if (!fitsRequest(rule.match, facts) || !acts()) continue;
      if (isWorldDeed(rule.do)) {
        this.#waiting.push(...worldFaults(rule.do));
        continue;
      }
      faults.push(...requestFaults(rule.do, facts));
      if (rule.do.kind !== "delay") break;
    }
    return faults;
  }

  onFrame(route: StreamRoute, name: string, atMs: number): FrameFault {
    for (const { rule, acts } of this.#asked("frame", atMs)) {
      const { route: wanted = route, frame = "*" } = rule.match ?? {};
      if (wanted !== route || !fitsGlob(frame, name) || !acts()) continue;
      if (isWorldDeed(rule.do)) this.#waiting.push(...worldFaults(rule.do));
      else return frameFault(rule.do);
    }
    return { kind: "pass" };
  }

  onConnect(route: StreamRoute, atMs: number): "accept" | "refuse" | "silent" {
    for (const { rule, acts } of this.#asked("connect", atMs)) {
      if ((rule.match?.route ?? route) === route && acts()) return rule.do.kind;
    }
    return "accept";
  }

  onTrigger(symbol: string, atMs: number): TriggerFault {
    for (const { rule, acts } of this.#asked("trigger", atMs)) {
      if ((rule.match?.symbol ?? symbol) !== symbol || !acts()) continue;
      return rule.do.kind === "reject" ? rule.do : { kind: "engine_late", marketMs: rule.do.market_ms };
    }
    return { kind: "none" };
  }

  onRefusal(symbol: string, timeInForce: "GTX" | "FOK", atMs: number): "refuse" | "accept_then_expire" {
    for (const { rule, acts } of this.#asked("refusal", atMs)) {
      const { symbol: wanted = symbol, time_in_force: meant = timeInForce } = rule.match ?? {};
      if (wanted === symbol && meant === timeInForce && acts()) return rule.do.kind;
    }
    return "refuse";
  }

  fillShare(symbol: string, atMs: number): number {
    for (const { rule, acts } of this.#asked("fill", atMs)) {
      if ((rule.match?.symbol ?? symbol) === symbol && acts()) return rule.do.share;
    }
    return 1;
  }

  due(atMs: number): readonly WorldFault[] {
    const faults = this.#waiting.splice(0);
    const startMs = this.#start(atMs);
    for (const { rule, acts } of this.#asked("time", atMs)) {
      const nextMs = this.#nextMs.get(rule) ?? firstMs(rule, startMs);
      if (atMs < nextMs) continue;
      this.#nextMs.set(rule, followingMs(rule, nextMs, atMs));
      if (acts()) faults.push(...worldFaults(rule.do));
    }
    return faults;
  }

  counts(): readonly RuleCount[] {
    return this.#counters.map(({ rule, seen, fired }, index) => ({
      name: rule.name ?? `rules.${index} ${rule.do.kind}`,
      seen,
      fired,
    }));
  }

  /** Rules of one kind of question that are awake, in the order of the script. */
  *#asked<K extends FaultRule["on"]>(
    on: K,
    atMs: number,
  ): Generator<{ readonly rule: On<K>; readonly acts: () => boolean }> {
    const startMs = this.#start(atMs);
    for (const counter of this.#counters) {
      const { rule } = counter;
      if (!isOn(rule, on) || !counter.isAwake(atMs, startMs)) continue;
      if (on !== "time" && isWorldDeed(rule.do) && this.#waiting.length >= MOST_WAITING) continue;
      yield { rule, acts: () => counter.acts() };
    }
  }

  #start(atMs: number): number {
    this.#startMs ??= atMs;
    return this.#startMs;
  }
}

function isOn<K extends FaultRule["on"]>(rule: FaultRule, on: K): rule is On<K> {
  return rule.on === on;
}

function frameFault(deed: FrameDeed): FrameFault {
  return deed.kind === "delay" ? { kind: "delay", wallMs: deed.wall_ms } : deed;
}

function firstMs(rule: TimeRule, startMs: number): number {
  const instant = parseInstant(rule.when.at);
  return instant === null ? Infinity : instantMs(instant, startMs);
}

/** The next time of a repeating rule after now; several that were missed in between count as one. */
function followingMs(rule: TimeRule, nextMs: number, atMs: number): number {
  const everyMs = rule.when.every === undefined ? null : parseDurationMs(rule.when.every);
  return everyMs === null ? Infinity : nextMs + everyMs * (Math.floor((atMs - nextMs) / everyMs) + 1);
}
