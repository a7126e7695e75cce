import { Failure } from "../../lib/failure.js";
import type { BlobStore } from "../../ports/blob-store.js";
import { systemClock } from "../system/clock.js";
import { uploadName } from "../system/machine.js";
import { Documents } from "./documents.js";
import { FirestoreBlobStore } from "./firestore-blob-store.js";
import { type KeyFile, serviceAccountTokens } from "./service-account.js";

type Environment = Readonly<Record<string, string | undefined>>;

const PROJECT = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const COLLECTION = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;
const DATABASE = /^(?:\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/;
const EMULATOR = /^(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;

function bad(target: string, reason: string): Failure {
  return new Failure("invalid_value", 2, `--target ${target}: ${reason}`, {
    path: "--target",
    value: target,
    fix: "Use firestore://PROJECT/COLLECTION, with ?database=NAME for one that is not (default).",
  });
}

/**
 * The collection of an address `firestore://PROJECT/COLLECTION?database=NAME`. With FIRESTORE_EMULATOR_HOST, an
 * emulator on this machine takes any account, and none is asked for.
 *
 * Errors: Failure 2 for an address that is none, Failure 3 for a key file that is none, and those of `keyFile`.
 */
export function openFirestore(target: string, env: Environment, keyFile: () => KeyFile): BlobStore {
  const [path = "", query = ""] = target.slice("firestore://".length).split("?");
  const [project = "", collection = "", ...rest] = path.replace(/\/$/, "").split("/");
  const database = new URLSearchParams(query).get("database") ?? "(default)";
  if (!PROJECT.test(project)) throw bad(target, "no id of a project");
  if (!COLLECTION.test(collection) || rest.length > 0) throw bad(target, "it names no collection");
  if (!DATABASE.test(database)) throw bad(target, "no name of a database");
  const emulator = env["FIRESTORE_EMULATOR_HOST"];
  if (emulator !== undefined && !EMULATOR.test(emulator))
    throw bad(target, "FIRESTORE_EMULATOR_HOST is not on this machine");
  const endpoint = emulator === undefined ? "https://firestore.googleapis.com" : `http://${emulator}`;
  const token = emulator === undefined ? serviceAccountTokens(keyFile(), systemClock) : async () => "owner";
  return new FirestoreBlobStore(new Documents({ project, database, collection, endpoint }, token), uploadName);
}
