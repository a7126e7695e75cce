import { endHolder } from "../../adapters/control/end-holder.js";
import { acquireLock, type HeldLock, lockHolder, type LockHolder } from "../../adapters/system/lock.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { invariant } from "../../lib/invariant.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { ControlClient, ControlReply, ControlRequest } from "../../ports/control.js";
import type { Files } from "../../ports/files.js";
import { hasBeaten, heartbeatAgeMs } from "../../readmodel/heartbeat.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { healthFile } from "../../telemetry/health.schema.js";
import { HolderWatch } from "./holder-watch.js";
import { whenItWakes } from "./late-words.js";
import { doneReply } from "./operator-inbox.js";
import { planDeed, refusedDeed, type Refusal, sessionOver } from "./plan-deed.js";
import { instantOnBooks } from "./instant-on-books.js";
import { requireNoStandby } from "../standby.js";
import { recoverBooks, type RecoveredBooks } from "./recover-books.js";

export interface OperatePorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly client: ControlClient;
  /** How long a lock may be held by somebody who does not listen: a process that starts, ends, or hangs. */
  readonly patienceMs: number;
  /** Hears of another flatten that closes there, each time it is met. */
  readonly onClosing?: (pid: number) => void;
  /** Whoever asks does so for a flatten, and ends a hung executor as the flatten itself does. */
  readonly endsHung?: boolean;
  /** Asked before a hung executor is ended: throws where this process could not do what the other one was for. */
  readonly beforeEnding?: () => void | Promise<void>;
}

/** Who carried the request out. */
export type Executed =
  /** The executor, which goes on; or another flatten, which closes and ends. */
  | { readonly by: "executor"; readonly closing: boolean }
  /** This process, on the books of a dead executor; `endedPid` is the hung one that was killed for it. */
  | { readonly by: "books"; readonly endedPid: number | null; readonly sessionOver: boolean };

export interface Operated {
  readonly reply: Extract<ControlReply, { readonly kind: "done" }>;
  readonly executed: Executed;
}

const RETRY_MS = 100;
/** A flatten of a dead executor's books ends by itself, a minute after its session has begun; before that it asks the venue. */
const CLOSING_MS = 80 * SECOND_MS;

/**
 * Has an operator's request carried out, whoever holds the books: a running executor through its control socket, or
 * this process, when nobody holds the lock. A hung executor is ended only for a flatten, which can't wait.
 *
 * Returns when the operator's word is durable in the journal.
 * Errors: Failure with the exit code of CLI.md: 8 when an executor hangs, 6, 7, 2 or 3 when the request is refused.
 */
export async function operate(directory: string, request: ControlRequest, ports: OperatePorts): Promise<Operated> {
  const { clock, client, patienceMs } = ports;
  const watch = new HolderWatch(directory, clock);
  let endedPid: number | null = null;
  for (;;) {
    watch.isSame();
    const answer = await client.ask(directory, request);
    // Who took the lock meanwhile was not asked: its predecessor's silence ends nobody.
    const isAsked = watch.isSame();
    const { closing } = watch;
    if (closing !== null) ports.onClosing?.(closing.pid);
    if (answer.kind === "replied" && answer.reply.kind !== "closing") {
      return { reply: accepted(answer.reply), executed: { by: "executor", closing: closing !== null } };
    }
    if (answer.kind === "garbled") throw garbled(directory, answer.reason);
    const { waitedMs } = watch;
    // To end a process that closes would only have it closed later, and by two.
    const isClosing = closing !== null && isOfFlatten(request) && waitedMs < CLOSING_MS;
    if (answer.kind !== "silent") {
      const lock = await acquireLock(directory, clock, isOfFlatten(request) ? { closing: true } : {});
      if (lock.ok) return onBooks(directory, { request, lock: lock.value, endedPid }, ports);
    }
    if (!isAsked || isClosing || (answer.kind !== "silent" && waitedMs < patienceMs)) {
      await clock.sleep(RETRY_MS);
      continue;
    }
    // Killed once already: whoever holds the lock now is somebody else.
    if ((request.verb !== "flatten" && ports.endsHung !== true) || endedPid !== null)
      throw hung(directory, { waitedMs, listens: answer.kind === "silent", verb: request.verb }, ports);
    await ports.beforeEnding?.();
    endedPid = endHung(directory, watch.holder)?.pid ?? null;
    watch.restart();
  }
}

function isOfFlatten({ verb }: ControlRequest): boolean {
  return verb === "flatten" || verb === "look";
}

function accepted(reply: Exclude<ControlReply, { kind: "closing" }>): Operated["reply"] {
  if (reply.kind === "refused") throw failureOf(reply);
  return reply;
}

function failureOf({ code, exitCode, message, value, fix }: Refusal): Failure {
  const place = { ...(value === undefined ? {} : { value }), ...(fix === undefined ? {} : { fix }) };
  return new Failure(code, exitCode, message, place);
}

interface OnBooks {
  readonly request: ControlRequest;
  readonly lock: HeldLock;
  readonly endedPid: number | null;
}

/** As an executor would at its start: the books from the journal, the event into it, the projections from both. */
async function onBooks(
  directory: string,
  { request, lock, endedPid }: OnBooks,
  ports: OperatePorts,
): Promise<Operated> {
  try {
    // A replica's journal, or one that another machine has taken over, takes no line: the word has to be said there.
    requireNoStandby(directory, ports.files);
    const books = recoverBooks(directory, ports.files);
    try {
      const reply = await carryOut(books, request, ports.clock);
      return { reply, executed: { by: "books", endedPid, sessionOver: books.state.ended } };
    } finally {
      await books.close();
    }
  } finally {
    lock.release();
  }
}

async function carryOut(books: RecoveredBooks, request: ControlRequest, clock: Clock): Promise<Operated["reply"]> {
  const { state, context } = books;
  // Nothing is left to close or to stop; what a flatten finds is for its caller to say.
  if (state.ended && request.verb !== "flatten" && request.verb !== "look") throw failureOf(sessionOver(state));
  if (!state.ended) books.settle();
  const atMs = await instantOnBooks(books, clock);
  const planned = planDeed(request, { state, context, atMs });
  if (!planned.ok) {
    const line = refusedDeed(request, planned.error, atMs)?.event ?? null;
    if (line !== null) books.write(line);
    throw failureOf(planned.error);
  }
  const { event } = planned.value;
  const seq = event === null || state.ended ? null : books.write(event);
  const reply = doneReply(planned.value, seq, state);
  invariant(reply.kind === "done", "a deed is done");
  return reply;
}

/** Returns who was ended; null where the silent one has lost the lock by itself, or to somebody else's SIGKILL. */
function endHung(directory: string, silent: LockHolder | null): LockHolder | null {
  const ended = endHolder(directory, silent);
  if (ended.ok) return ended.value;
  throw new Failure("lock_held", 8, `${directory} is held and nobody answers there, but ${ended.error}`, {
    fix: "End the process that holds the lock by hand (kill -9), then flatten again.",
  });
}

function garbled(directory: string, reason: string): Failure {
  return new Failure("lock_held", 8, `who listens in ${directory} speaks another language: ${reason}`, {
    fix: "Use the version of hedge that the executor runs.",
  });
}

interface Silence {
  readonly waitedMs: number;
  /** Somebody took the question, and gave no answer. */
  readonly listens: boolean;
  readonly verb: ControlRequest["verb"];
}

function hung(directory: string, { waitedMs, listens, verb }: Silence, { files, clock }: OperatePorts): Failure {
  const holder = lockHolder(directory);
  const who = holder === null ? "somebody" : `process ${String(holder.pid)}`;
  const ageMs = beatAgeMs(directory, files, clock);
  const heldMs = holder === null ? 0 : clock.nowMs() - holder.sinceMs;
  if (holder?.closing === true) {
    return new Failure(
      "executor_hung",
      8,
      `${who} closes everything in ${directory} (hedge flatten) and does not listen yet`,
      {
        fix: `Ask again once it is done, within a minute or two. If it never ends: kill -9 ${String(holder.pid)}.`,
      },
    );
  }
  if (!listens && holder !== null && !hasBeaten(ageMs, heldMs)) {
    const since = `${who} has been starting in ${directory} since ${isoUtc(holder.sinceMs)}`;
    return new Failure("executor_hung", 8, `${since} and does not listen yet`, {
      fix:
        "Ask again in some seconds: a start at a venue takes ten or more, and its own output says what it waits for. " +
        `If it waits for ever: kill -9 ${String(holder.pid)}, then the same command again.`,
    });
  }
  const beat = ageMs === null ? "" : `, its last heartbeat is ${String(Math.round(ageMs / SECOND_MS))} s old`;
  const silence = `${who} holds ${directory} and has not answered for ${String(Math.round(waitedMs / SECOND_MS))} s${beat}`;
  return new Failure("executor_hung", 8, `${silence}; ${whenItWakes(verb)}`, {
    fix:
      "`hedge flatten` ends it and closes everything. To end it and keep the positions with their stops: " +
      `kill -9 ${holder === null ? "PID" : String(holder.pid)}, then the same command again.`,
  });
}

function beatAgeMs(directory: string, files: Files, clock: Clock): number | null {
  const text = files.readText(`${directory}/health.json`);
  const parsed = text === null ? null : parseJson(text);
  const health = parsed?.ok === true ? healthFile.safeParse(parsed.value) : null;
  const ageMs = heartbeatAgeMs(health?.data ?? null, clock.nowMs());
  return ageMs === null ? null : Math.max(0, ageMs);
}
