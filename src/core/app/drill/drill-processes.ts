import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { EndedProcess, HedgeProcess } from "../../adapters/system/hedge-process.js";
import { Failure } from "../../lib/failure.js";
import { SECOND_MS } from "../../lib/time.js";
import { readPositions } from "../../readmodel/books.js";
import { credentialNames } from "../live/credentials.js";
import type { FlattenDocument } from "../operator/flatten-document.js";
import type { PaperServeDocument } from "../paper-serve.js";

const LONGEST_WAIT_MS = 120 * SECOND_MS;
const LOOK_EVERY_MS = 100;

/** The account whose name and venue the keys of a drill go by. */
export interface DrillAccount {
  readonly id: string;
  readonly venue: string;
}

/** Where the venue listens, once it does. Errors: Failure 5 with what it said when it ended instead. */
export async function announced(venue: HedgeProcess): Promise<PaperServeDocument> {
  const line = await venue.firstLine;
  if (line === null) throw ofChild("the paper venue", await venue.ended);
  return JSON.parse(line) as PaperServeDocument;
}

/** What points an executor at that venue, and nowhere else. */
export function environmentOf(
  { url, wsUrl, apiKey, apiSecret }: PaperServeDocument,
  { id, venue }: DrillAccount,
): Readonly<Record<string, string>> {
  const [keyName = ""] = credentialNames(id, venue, "API_KEY");
  const [secretName = ""] = credentialNames(id, venue, "API_SECRET");
  const testnet = `HEDGE__VENUES__${venue.toUpperCase()}__TESTNET`;
  return {
    ENV: "testnet",
    [keyName]: apiKey,
    [secretName]: apiSecret,
    [`${testnet}__REST`]: url,
    [`${testnet}__WS`]: wsUrl,
  };
}

/** False when it was interrupted. */
export async function untilHolding(state: string, trading: HedgeProcess, stop: AbortSignal): Promise<boolean> {
  const startMs = systemClock.monotonicMs();
  const over = { ended: null as EndedProcess | null };
  void trading.ended.then((ended) => {
    over.ended = ended;
  });
  while (!holdsSafely(state)) {
    if (stop.aborted) return false;
    if (over.ended !== null) throw ofChild("the drill's executor", over.ended);
    const inTime = systemClock.monotonicMs() - startMs < LONGEST_WAIT_MS;
    if (!inTime) throw nothingHeld();
    await systemClock.sleep(LOOK_EVERY_MS, stop);
  }
  return true;
}

/** Something is held, all of it with its stop. */
function holdsSafely(state: string): boolean {
  const books = readPositions({ directory: state, files: nodeFiles });
  if (!books.ok) return false;
  const { items } = books.value;
  return items.length > 0 && items.every(({ unprotectedSince }) => unprotectedSince === null);
}

function nothingHeld(): Failure {
  return new Failure("drill_idle", 5, `nothing was held within ${String(LONGEST_WAIT_MS / SECOND_MS)} s`, {
    fix: "Look at what this configuration trades: `hedge audit config`, `hedge screen`.",
  });
}

/** Errors: Failure 5 for an error document. */
export function documentOf(answer: EndedProcess): FlattenDocument {
  const document = JSON.parse(answer.stdout) as FlattenDocument | { readonly schema: "hedge.error/1" };
  if (document.schema !== "hedge.flatten/1") throw ofChild("flatten", answer);
  return document;
}

function ofChild(what: string, { exitCode, stdout, stderr }: EndedProcess): Failure {
  const said = (stdout === "" ? stderr : stdout).trim().slice(-600);
  return new Failure("drill_failed", 5, `${what} ended with exit code ${String(exitCode)}: ${said}`);
}
