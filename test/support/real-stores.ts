import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFirestore } from "../../src/core/adapters/firestore/open-firestore.js";
import { BlobDirectory } from "../../src/core/adapters/fs/blob-directory.js";
import { s3PlaceOf } from "../../src/core/adapters/s3/s3-address.js";
import { S3BlobStore } from "../../src/core/adapters/s3/s3-blob-store.js";
import type { BlobStore } from "../../src/core/ports/blob-store.js";
import { FirestoreLab, hasFirestore } from "./firestore-lab.js";
import { hasMoto, S3_KEYS, S3Lab } from "./s3-lab.js";

/** A place for mirrors as an operator would have it, on this machine. */
export interface RealStore {
  readonly name: string;
  /** Whether what it takes is here. */
  readonly isHere: boolean;
  start(): Promise<void>;
  dispose(): Promise<void>;
  /** Address of a mirror of its own for each word, reached straight or over `through` (`http://127.0.0.1:PORT`). */
  target(word: string, through?: string): string;
  /** What `hedge sync` needs in its environment to get there. */
  env(through?: string): Record<string, string>;
  /** Where its server listens; empty for a directory. */
  endpoint(): string;
  open(word: string): BlobStore;
}

/** The emulator takes any account. */
export function noKeyFile(): never {
  throw new Error("an emulator needs no key file");
}

function aDirectory(): RealStore {
  let directory = "";
  return {
    name: "a directory",
    isHere: true,
    start: async () => {
      directory = mkdtempSync(join(tmpdir(), "hedge-mirror-"));
    },
    dispose: async () => {
      rmSync(directory, { recursive: true, force: true });
    },
    target: (word) => `file://${join(directory, word)}`,
    env: () => ({}),
    endpoint: () => "",
    open: (word) => new BlobDirectory(join(directory, word)),
  };
}

function s3(): RealStore {
  const lab = new S3Lab();
  const target = (word: string, through = lab.endpoint): string => `s3://mirror/${word}?endpoint=${through}`;
  const env = { AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey };
  return {
    name: "S3, moto_server (pip install 'moto[server]')",
    isHere: hasMoto,
    start: () => lab.start("mirror"),
    dispose: () => lab.dispose(),
    target,
    env: () => env,
    endpoint: () => lab.endpoint,
    open: (word) => new S3BlobStore(s3PlaceOf(target(word), env), S3_KEYS),
  };
}

function firestore(): RealStore {
  const lab = new FirestoreLab();
  const target = (word: string): string => `firestore://hedge-tests/${word}`;
  const env = (through = `http://${lab.host}`): Record<string, string> => ({
    FIRESTORE_EMULATOR_HOST: new URL(through).host,
  });
  return {
    name: "Firestore, the official emulator (google-cloud-cli-firestore-emulator, Java 17)",
    isHere: hasFirestore,
    start: () => lab.start(),
    dispose: () => lab.dispose(),
    target,
    env,
    endpoint: () => `http://${lab.host}`,
    open: (word) => openFirestore(target(word), env(), noKeyFile),
  };
}

/** All of them: of those that are not here, the tests skip by name. */
export const realStores = (): readonly RealStore[] => [aDirectory(), s3(), firestore()];
