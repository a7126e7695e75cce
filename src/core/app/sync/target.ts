import { dirname, resolve } from "node:path";
import { attempt } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { BlobStore } from "../../ports/blob-store.js";
import type { Files } from "../../ports/files.js";
import { FUND_NAME } from "../../sync/layout.js";

/** Where mirrors go that nobody has said a place for: it needs nothing, and saves nothing from a broken disk. */
export const DEFAULT_TARGET = "file://cache/mirror";

const KINDS = ["file://", "s3://", "firestore://"] as const;

interface OpenTarget {
  readonly files: Pick<Files, "exists" | "makeDirectory" | "readText" | "readBytes">;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes a directory that is not there yet, in a parent that is. */
  readonly mayCreate: boolean;
}

/**
 * The store at an address.
 *
 * Errors: Failure 2 for an address that is none; Failure 5 for a directory that is not there or can't be made; Failure 3 where keys are
 * missing, or open to others.
 */
export async function openTarget(target: string, options: OpenTarget): Promise<BlobStore> {
  const kind = KINDS.find((name) => target.startsWith(name));
  if (kind === undefined) {
    throw new Failure("invalid_value", 2, `--target ${target}: no address of a mirror`, {
      path: "--target",
      value: target,
      fix: "Use file://DIR, s3://BUCKET/PREFIX or firestore://PROJECT/COLLECTION.",
    });
  }
  if (kind === "file://") return openDirectory(target.slice(kind.length), options);
  const { s3Keys, serviceAccountFile } = await import("./mirror-keys.js");
  if (kind === "s3://") {
    const place = (await import("../../adapters/s3/s3-address.js")).s3PlaceOf(target, options.env);
    const { S3BlobStore } = await import("../../adapters/s3/s3-blob-store.js");
    return new S3BlobStore(place, await s3Keys(options));
  }
  const { openFirestore } = await import("../../adapters/firestore/open-firestore.js");
  return openFirestore(target, options.env, () => serviceAccountFile(options));
}

async function openDirectory(path: string, { files, mayCreate }: OpenTarget): Promise<BlobStore> {
  if (path === "") {
    // An unset variable in file://$DIR.
    throw new Failure("invalid_value", 2, "--target file://: it names no directory", {
      path: "--target",
      value: "file://",
      fix: "Use file://DIR.",
    });
  }
  const directory = resolve(path);
  if (!files.exists(directory)) {
    const isDefault = directory === resolve(DEFAULT_TARGET.slice("file://".length));
    const canBeMade = mayCreate && (isDefault || files.exists(dirname(directory)));
    if (!canBeMade) throw absent(directory, mayCreate);
    const made = attempt(() => {
      files.makeDirectory(directory);
    });
    if (!made.ok) throw refused(directory, made.error);
  }
  const { BlobDirectory } = await import("../../adapters/fs/blob-directory.js");
  return new BlobDirectory(directory);
}

function refused(directory: string, { message }: Error): Failure {
  return new Failure("target_refused", 5, `the mirror's place file://${directory} can't be made: ${message}`, {
    file: directory,
    fix: "May this user write there, and is it a disk? Name another place with --target.",
  });
}

function absent(directory: string, mayCreate: boolean): Failure {
  const message = mayCreate
    ? `the mirror's place file://${directory} is not there, nor the directory it would lie in`
    : `there is no mirror at file://${directory}: no such directory`;
  const fix = mayCreate
    ? `Is the disk mounted? Mount it, or make the directory: mkdir -p ${dirname(directory)}`
    : "Is the disk mounted? Name the place with --target, as `hedge sync` had it.";
  return new Failure("target_absent", 5, message, { file: directory, fix });
}

/** Errors: Failure 2 for a name that can't be part of an address. */
export function requireFundName(fund: string): string {
  if (FUND_NAME.test(fund)) return fund;
  throw new Failure("invalid_value", 2, `--fund ${fund}: small letters, digits and dashes, 32 at most`, {
    path: "--fund",
    value: fund,
  });
}
