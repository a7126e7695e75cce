import { createControlClient } from "../../adapters/control/control-client.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { systemClock } from "../../adapters/system/clock.js";
import { hasVenue, type Mode } from "../../domain/mode.js";
import type { TradingState } from "../../domain/trading-state.js";
import type { Dec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { ControlBooks } from "../../ports/control.js";
import type { StatePlace } from "../choose-state.js";
import { lastConfig } from "../live/closing-plan.js";
import { sessionKey } from "../live/session-key.js";
import { requireSoundJournal, tellingDamage } from "./damaged-journal.js";
import { findSession, type FoundSession } from "./find-session.js";
import { actor, type FlattenDocument } from "./flatten-document.js";
import { type Flattened, flattenSession, WATCH_MS } from "./flatten-session.js";
import { whenItWakes } from "./late-words.js";
import { parseDifference, parseMaxNotional, parseReason, parseTerm } from "./lease-terms.js";
import { operate, type Operated, type OperatePorts } from "./operate.js";
import { untilFlat } from "./run-until-flat.js";

const SILENCE_MS = 5 * SECOND_MS;
const PATIENCE_MS = 10 * SECOND_MS;

interface CauseView {
  readonly code: string;
  readonly kind: "gate" | "latch";
  readonly since: string;
  readonly clears: string;
}

/** What all documents of operators' commands say. */
interface After {
  readonly mode: Mode;
  readonly tradingState: TradingState;
  readonly causes: readonly CauseView[];
  readonly haltedStrategies: readonly string[];
  readonly at: string;
  /** Line of the journal; null where nothing had to be written. */
  readonly seq: number | null;
  readonly already: boolean;
  readonly executor: FlattenDocument["executor"];
}

export interface HaltDocument extends After {
  readonly schema: "hedge.halt/1";
  readonly strategy: string | null;
  readonly reason: string;
  readonly since: string | null;
  readonly positions: number;
}

export interface ResumeDocument extends After {
  readonly schema: "hedge.resume/1";
  readonly cleared: readonly string[];
  readonly reason: string;
}

export interface ArmDocument extends After {
  readonly schema: "hedge.arm/1";
  readonly until: string;
  readonly maxNotional: Dec;
  readonly configHash: string;
}

export interface DisarmDocument extends After {
  readonly schema: "hedge.disarm/1";
}

function ports(): OperatePorts {
  const client = createControlClient({ clock: systemClock, silenceMs: SILENCE_MS });
  return { files: nodeFiles, clock: systemClock, client, patienceMs: PATIENCE_MS };
}

/** The session that the command is about; its mode belongs into every document, also of a failure. */
export function operatedSession(place: StatePlace): Promise<FoundSession> {
  return findSession(nodeFiles, place);
}

/** The same for a flatten: who can't be told which session it is must know at least that nothing was closed. */
export function sessionToFlatten(place: StatePlace): Promise<FoundSession> {
  return tellingDamage(null, () => operatedSession(place));
}

interface HaltFlags {
  readonly reducing: boolean;
  readonly strategy?: string | undefined;
  readonly reason?: string | undefined;
}

export async function haltSession({ directory }: FoundSession, flags: HaltFlags): Promise<HaltDocument> {
  const reason = parseReason(flags.reason ?? "", false);
  const strategy = flags.strategy ?? null;
  const state = flags.reducing ? "REDUCING" : "HALTED";
  const operated = await operate(directory, { verb: "halt", state, strategy, reason }, ports());
  const { sinceMs, books } = operated.reply;
  return {
    schema: "hedge.halt/1",
    ...after(operated),
    strategy,
    reason,
    since: sinceMs === null ? null : isoUtc(sinceMs),
    positions: books.positions.length,
  };
}

interface ResumeFlags {
  readonly reason: string;
  readonly "accept-wallet"?: string | undefined;
}

export async function resumeSession({ directory }: FoundSession, flags: ResumeFlags): Promise<ResumeDocument> {
  const reason = parseReason(flags.reason, true);
  const accepted = flags["accept-wallet"];
  if (accepted !== undefined) {
    await operate(directory, { verb: "accept", amount: parseDifference(accepted), reason }, ports());
  }
  const operated = await operate(directory, { verb: "resume", reason }, ports());
  return { schema: "hedge.resume/1", ...after(operated), cleared: operated.reply.cleared, reason };
}

interface ArmFlags {
  readonly for: string;
  readonly "max-notional": string;
}

export async function armSession({ directory }: FoundSession, flags: ArmFlags): Promise<ArmDocument> {
  const forMs = parseTerm(flags.for);
  const maxNotionalUsd = parseMaxNotional(flags["max-notional"]);
  const operated = await operate(directory, { verb: "arm", forMs, maxNotionalUsd }, ports());
  const lease = present(operated.reply.books.lease, "the lease that was just armed");
  return {
    schema: "hedge.arm/1",
    ...after(operated),
    until: isoUtc(lease.untilMs),
    maxNotional: lease.maxNotionalUsd,
    configHash: lease.configHash,
  };
}

export async function disarmSession({ directory }: FoundSession): Promise<DisarmDocument> {
  const operated = await operate(directory, { verb: "disarm", reason: "hedge disarm" }, ports());
  return { schema: "hedge.disarm/1", ...after(operated) };
}

type KeySources = Pick<Parameters<typeof sessionKey>[2], "env" | "files">;

interface FlattenFlags {
  readonly config: string;
  readonly symbol?: string | undefined;
  /** Who asked, for the journal, where it is not the command. */
  readonly reason?: string | undefined;
}

/** say: for a person who waits. */
export async function flattenFoundSession(
  session: FoundSession,
  flags: FlattenFlags,
  say: (text: string) => void,
): Promise<Flattened> {
  const { mode } = session;
  const { config: configDirectory, symbol, reason } = flags;
  if (symbol?.trim() === "") throw emptySymbol(symbol);
  const world = { configDirectory, files: nodeFiles, clock: systemClock, env: process.env, mostMs: WATCH_MS };
  const beforeEnding = (): Promise<void> => requireClosingKey(session, world);
  const deed = { ...ports(), beforeEnding, runner: untilFlat(mode, world), watchMs: WATCH_MS, say, reason };
  return tellingDamage(mode, () => flattenSession(session, symbol ?? null, deed));
}

/** A script whose variable is empty must not close everything, and must be told why nothing was closed. */
function emptySymbol(symbol: string): Failure {
  return new Failure("invalid_value", 2, `--symbol names a market; it is "${symbol}", and nothing was closed`, {
    value: symbol,
    fix: "Name the symbol, as in `hedge flatten --symbol ETHUSDT`, or leave --symbol out to close everything.",
  });
}

const LEFT_ALONE = `the hung executor was left alone and nothing was closed by this command (${whenItWakes("flatten")})`;

/**
 * A hung executor is ended only by somebody who can then close what it holds.
 *
 * Errors: Failure 3 where its journal is damaged, or this process has no key of the session's account.
 */
async function requireClosingKey({ directory, mode }: FoundSession, { env, files }: KeySources): Promise<void> {
  requireSoundJournal(directory, mode, files);
  if (!hasVenue(mode)) return;
  const config = lastConfig({ stateDirectory: directory, mode }, files);
  const held = await attemptAsync(() => sessionKey(config, { mode, closing: true }, { env, files }));
  if (held.ok) return;
  if (!(held.error instanceof Failure)) throw held.error;
  const { code, exitCode, message, place } = held.error;
  throw new Failure(code, exitCode, `${LEFT_ALONE}: ${message}`, place);
}

function after({ reply, executed }: Operated): After {
  const { books, seq, already } = reply;
  const { mode, tradingState, haltedStrategies } = books;
  const { executor } = actor(executed);
  const at = isoUtc(books.atMs);
  return { mode, tradingState, causes: causesOf(books), haltedStrategies, at, seq, already, executor };
}

function causesOf({ causes }: ControlBooks): readonly CauseView[] {
  return causes.map(({ code, kind, sinceMs, clears }) => ({ code, kind, since: isoUtc(sinceMs), clears }));
}
