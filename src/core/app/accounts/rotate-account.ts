import { join, resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { type Credentials, Secret } from "../../adapters/ccxt/secret.js";
import { attempt } from "../../adapters/system/attempt.js";
import { isLockHeld, lockHolder } from "../../adapters/system/lock.js";
import { Failure } from "../../lib/failure.js";
import { type CredentialPlaces, placesOf } from "../live/credentials.js";
import { OTHERS } from "../live/credential-file.js";
import { readCredentialFile } from "../live/read-credential.js";
import {
  type AccountSettings,
  type AccountsPlace,
  accountsPlace,
  type AccountsRequest,
  type KeyedMode,
  requireAccountNamed,
  venueOf,
} from "./accounts-place.js";
import { replaceKeyFiles } from "./replace-key-files.js";
import { type KeyTrial, tryKey } from "./try-key.js";

export interface RotateRequest extends AccountsRequest {
  readonly account: string;
  readonly keyFile: string;
  readonly secretFile: string;
  /** State directory of the session that trades the account; undefined: cache/<mode>. */
  readonly state: string | undefined;
}

export interface RotateDocument {
  readonly schema: "hedge.accounts-rotate/1";
  readonly mode: KeyedMode;
  readonly account: string;
  readonly venue: string;
  /** What the new key may do, in the venue's words. */
  readonly tested: TestedKey;
  readonly files: readonly { readonly name: string; readonly path: string; readonly old: string | null }[];
  /** An executor that still signs with the old key. */
  readonly executor: { readonly pid: number | null; readonly state: string } | null;
  readonly next: readonly string[];
}

/** Null: the venue did not tell (the demo venue has no question for it). */
interface TestedKey {
  readonly canTrade: true;
  readonly canWithdraw: boolean | null;
  readonly isAddressBound: boolean | null;
}

/**
 * `hedge accounts rotate`: tests the new pair with signed questions that change nothing, then puts it in the place of
 * the files that `…_FILE` names. Until the test has passed nothing is touched.
 *
 * Errors: Failure 2 for an unknown account or the same files, 3 where a file or the key is not fit, 5 where the venue
 * does not answer, 7 for prod where ENV is another.
 */
export async function rotateAccount(request: RotateRequest): Promise<RotateDocument> {
  const place = accountsPlace(request);
  const account = requireAccountNamed(place, request.account);
  const { id, venue } = account;
  const places = requireFiles(account, placesOf({ account: id, venue }, place.sources));
  const fresh = readFresh(request, places);
  const tested = await testKey(place, account, { fresh, used: readUsed(places) });
  const files = replaceKeyFiles(nodeFiles, [
    { name: `${places.key.name}_FILE`, path: places.key.path ?? "", text: fresh.key },
    { name: `${places.secret.name}_FILE`, path: places.secret.path ?? "", text: fresh.secret },
  ]);
  const state = request.state ?? join("cache", place.mode);
  const executor = await executorOf(state);
  const { mode } = place;
  const next = nextSteps(executor, request);
  return { schema: "hedge.accounts-rotate/1", mode, account: id, venue, tested, files, executor, next };
}

/** Errors: Failure 3 where there is no file to replace. */
function requireFiles({ id, venue }: AccountSettings, places: CredentialPlaces | null): CredentialPlaces {
  const name = places?.key.name ?? `${venue.toUpperCase()}_API_KEY`;
  const steps = `Put key and secret into files (0600), set ${name}_FILE and its secret's, and start the executor again.`;
  const refuse = (message: string, fix: string): Failure =>
    new Failure("credentials_not_in_files", 3, message, { path: name, fix });
  if (places === null) throw refuse(`account ${id} has no key that could be replaced`, steps);
  const { key, secret } = places;
  const other = [key, secret].find(({ source }) => source !== "file");
  if (other === undefined) return places;
  if (other.source === "credentials_directory") {
    const fix = "Replace the file that LoadCredential= names and restart the service.";
    throw refuse(`systemd hands ${other.name} over: its copy can't be replaced`, fix);
  }
  if (other.source === "age_file") {
    const fix =
      "Encrypt the new key and secret, let `hedge accounts check` test them under …_AGE_FILE, and move them over the old " +
      "files (docs/OPERATIONS.md#keys-and-their-rotation): a running executor tries them within 10 s.";
    throw refuse(`${other.name} stands encrypted in ${other.path ?? ""}: rotation replaces files of …_FILE`, fix);
  }
  throw refuse(`${other.name} stands in ${other.path ?? "the environment"}: rotation replaces files of …_FILE`, steps);
}

interface KeyPair {
  readonly key: Secret;
  readonly secret: Secret;
}

function readFresh({ keyFile, secretFile }: RotateRequest, { key, secret }: CredentialPlaces): KeyPair {
  const inUse = [key.path, secret.path].map((path) => resolve(path ?? ""));
  const same = [keyFile, secretFile].find((path) => inUse.includes(resolve(path)));
  if (same !== undefined) {
    throw new Failure("invalid_value", 2, `${same} is the file in use: the new key has to come from another`, {
      value: same,
      fix: "Write the new key and secret into two other files (0600) and name those.",
    });
  }
  return { key: readPart(keyFile, "--key-file", false), secret: readPart(secretFile, "--secret-file", true) };
}

/** The pair in use; null where it can't be read: a new one may be what mends it. */
function readUsed({ key, secret }: CredentialPlaces): KeyPair | null {
  const read = attempt(() => ({
    key: readPart(key.path ?? "", `${key.name}_FILE`, false),
    secret: readPart(secret.path ?? "", `${secret.name}_FILE`, true),
  }));
  return read.ok ? read.value : null;
}

function readPart(path: string, setting: string, isSecret: boolean): Secret {
  const what = `${path} (${setting})`;
  return new Secret(readCredentialFile({ path, what, setting, isSecret, closedBits: OTHERS }, nodeFiles));
}

async function testKey(
  place: AccountsPlace,
  account: AccountSettings,
  { fresh, used }: { readonly fresh: Credentials; readonly used: Credentials | null },
): Promise<RotateDocument["tested"]> {
  const venue = venueOf(place, account);
  const trial = await tryKey(venue, place.mode, fresh);
  switch (trial.kind) {
    case "accepted":
      requireSameAccount(trial.accountCode, used === null ? null : await tryKey(venue, place.mode, used));
      return {
        canTrade: true,
        canWithdraw: trial.rights?.canWithdraw ?? null,
        isAddressBound: trial.rights?.isAddressBound ?? null,
      };
    case "refused":
      throw refused(trial.reason);
    case "unreachable":
      throw new Failure("venue_unreachable", 5, `${trial.reason}; nothing was changed`, {
        fix: "Check address and network; `hedge doctor --venue binance` tells more.",
      });
  }
}

/** A pair that the venue takes no more can't be asked; a session compares the account with its books all the same. */
function requireSameAccount(code: string | null, used: KeyTrial | null): void {
  if (used?.kind !== "accepted" || used.accountCode === null || used.accountCode === code) return;
  throw refused("the new key belongs to another account than the one in use");
}

function refused(message: string): Failure {
  const fix = "Check the permissions and addresses of the new key at the venue. The old one stays in use.";
  return new Failure("credentials_refused", 3, `${message}; nothing was changed`, { fix });
}

async function executorOf(state: string): Promise<RotateDocument["executor"]> {
  if (!nodeFiles.exists(join(state, "lock")) || !(await isLockHeld(state))) return null;
  return { pid: lockHolder(state)?.pid ?? null, state };
}

function nextSteps(executor: RotateDocument["executor"], { keyFile, secretFile }: RotateRequest): readonly string[] {
  const taken =
    executor === null
      ? "Executors started from now on sign with the new key."
      : `The executor in ${executor.state} (pid ${String(executor.pid ?? "unknown")}) tries the new key within 10 s and signs with it from then on: its journal says key.rotated, or key.refused with the reason.`;
  return [
    taken,
    "Delete the old key at the venue once `hedge accounts check` passes and every executor has taken the new one.",
    `Then delete the .old files, ${keyFile} and ${secretFile}.`,
  ];
}
