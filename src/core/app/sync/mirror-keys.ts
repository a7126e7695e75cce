import { decryptAge } from "../../adapters/age/decrypt-age.js";
import type { KeyFile } from "../../adapters/firestore/service-account.js";
import { inspectPath } from "../../adapters/fs/file-modes.js";
import type { S3Keys } from "../../adapters/s3/s3-blob-store.js";
import { attempt } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { fileOf, OTHERS, refused, requireClosed } from "../live/credential-file.js";
import { credentialPlace } from "../live/credential-place.js";
import { readCredential } from "../live/read-credential.js";

/** What the keys of a mirror are read from; a line of `.env` counts for none of them. */
export interface KeySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, "readText" | "readBytes">;
}

/**
 * The key of an `s3://` target, each part from the places of a venue's key: systemd's, a file, an encrypted file, the
 * environment.
 *
 * Errors: Failure 3 where it is missing, or a file can't be read or is open to others; no message shows a value.
 */
export async function s3Keys(sources: KeySources): Promise<S3Keys> {
  const accessKeyId = await partOf("AWS_ACCESS_KEY_ID", sources);
  const secretAccessKey = await partOf("AWS_SECRET_ACCESS_KEY", sources);
  const sessionToken = await partOf("AWS_SESSION_TOKEN", sources);
  if (accessKeyId === null || secretAccessKey === null) {
    throw new Failure("mirror_keys_missing", 3, "an s3:// target needs a key", {
      path: accessKeyId === null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
      fix: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or …_FILE) to a key that may read, write and list the bucket.",
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
}

async function partOf(name: string, { env, files }: KeySources): Promise<string | null> {
  const sources = { env, dotEnvText: null };
  const place = credentialPlace(name, sources);
  // The mode says whether `.env` is believed, which is not looked at here.
  return place === null ? null : readCredential(place, { files, mode: "prod", decrypt: decryptAge, sources });
}

const ACCOUNT = "GOOGLE_APPLICATION_CREDENTIALS";

/**
 * The key file of the service account of a `firestore://` target: what systemd handed over under that name, else the file
 * that GOOGLE_APPLICATION_CREDENTIALS names.
 *
 * Errors: Failure 3 where none is named, or it can't be read or is open to others.
 */
export function serviceAccountFile({ env, files }: KeySources): KeyFile {
  const directory = env["CREDENTIALS_DIRECTORY"] ?? "";
  const handed = `${directory}/${ACCOUNT}`;
  const isHanded = directory !== "" && inspectPath(handed) !== null;
  const path = isHanded ? handed : (env[ACCOUNT] ?? "");
  if (path === "") {
    throw new Failure("mirror_keys_missing", 3, "a firestore:// target needs a service account", {
      path: ACCOUNT,
      fix: "Set it to the JSON key file (0600) of an account with the role Cloud Datastore User.",
    });
  }
  const remedy = `Set ${ACCOUNT} to the JSON key file (0600) of a service account.`;
  const file = isHanded
    ? { ...fileOf({ name: ACCOUNT, source: "credentials_directory", path, held: null }), remedy }
    : { path, what: `${path} (${ACCOUNT})`, setting: ACCOUNT, isSecret: true, closedBits: OTHERS, remedy };
  requireClosed(file);
  const read = attempt(() => files.readText(path));
  const text = read.ok ? read.value : null;
  if (text === null) throw refused("credentials_unreadable", file, `${file.what} holds nothing that can be read`);
  return { path, text };
}
