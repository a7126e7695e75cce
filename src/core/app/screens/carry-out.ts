import { Failure } from "../../lib/failure.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { Clock } from "../../lib/clock.js";
import { personAt } from "../../adapters/system/person.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { StoryTeller } from "./tell-story.js";
import { flattenFoundSession, haltSession, operatedSession } from "../operator/operator-commands.js";

/** By which a live screen waits and counts. */
export const screenClock: Pick<Clock, "monotonicMs" | "sleep"> = systemClock;

/** Who asks the journal for a live screen. */
export function storyTeller(directory: string): StoryTeller {
  return new StoryTeller(directory);
}

/** What an operator may ask for from a screen. */
export type ScreenDeed =
  | { readonly kind: "halt" }
  | { readonly kind: "pause"; readonly strategy: string }
  | { readonly kind: "flatten"; readonly symbol: string | null };

interface DeedPlace {
  readonly directory: string;
  readonly config: string;
}

/** Does what `hedge halt` and `hedge flatten` do, and says in one sentence how it ended; it never throws for a refusal. */
export async function carryOut(deed: ScreenDeed, place: DeedPlace): Promise<string> {
  const person = personAt(process.env);
  if (person === null) return "refused: nobody knows who you are; set USER, the journal names who acts";
  const reason = `hedge tui, ${person}`;
  const done = await attemptAsync(() =>
    deed.kind === "flatten" ? flatten(deed.symbol, place, reason) : halt(deed, place, reason),
  );
  if (done.ok) return done.value;
  if (done.error instanceof Failure) return `refused: ${done.error.message}`;
  throw done.error;
}

async function found({ directory }: DeedPlace): ReturnType<typeof operatedSession> {
  return operatedSession({ state: directory, notice: () => undefined });
}

async function halt(deed: Exclude<ScreenDeed, { kind: "flatten" }>, place: DeedPlace, reason: string): Promise<string> {
  const strategy = deed.kind === "pause" ? { strategy: deed.strategy } : {};
  const { tradingState, already, seq } = await haltSession(await found(place), {
    reducing: false,
    reason,
    ...strategy,
  });
  const what = deed.kind === "pause" ? `${deed.strategy} opens nothing` : `trading is ${tradingState}`;
  return `${what}${already ? " already" : ""}${seq === null ? "" : ` (journal line ${String(seq)})`}; resume: hedge resume --reason …`;
}

async function flatten(symbol: string | null, place: DeedPlace, reason: string): Promise<string> {
  const flags = { config: place.config, reason, ...(symbol === null ? {} : { symbol }) };
  const { document } = await flattenFoundSession(await found(place), flags, () => undefined);
  return document.flat
    ? "flat: every position is closed, and trading is halted"
    : "not flat yet: look at positions and orders";
}
