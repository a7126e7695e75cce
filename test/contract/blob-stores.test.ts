import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { BlobDirectory } from "../../src/core/adapters/fs/blob-directory.js";
import { openFirestore } from "../../src/core/adapters/firestore/open-firestore.js";
import { S3BlobStore } from "../../src/core/adapters/s3/s3-blob-store.js";
import { FirestoreLab, hasFirestore } from "../support/firestore-lab.js";
import { MemoryBlobStore } from "../support/memory-blob-store.js";
import { noKeyFile } from "../support/real-stores.js";
import { hasMoto, S3_KEYS, S3Lab } from "../support/s3-lab.js";
import { storeContract } from "./support/store-contract.js";

describe("a store in memory", () => {
  const store = new MemoryBlobStore();
  storeContract(() => store);
});

describe("a directory", () => {
  const directory = mkdtempSync(join(tmpdir(), "hedge-blobs-"));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  storeContract(() => new BlobDirectory(directory));
});

describe.skipIf(!hasFirestore)(
  "Firestore, the official emulator (google-cloud-cli-firestore-emulator, Java 17)",
  () => {
    const lab = new FirestoreLab();
    beforeAll(() => lab.start(), 60_000);
    afterAll(() => lab.dispose());
    storeContract(() => {
      return openFirestore("firestore://hedge-tests/mirror", { FIRESTORE_EMULATOR_HOST: lab.host }, noKeyFile);
    });
  },
);

describe.skipIf(!hasMoto)("S3, moto_server (pip install 'moto[server]')", () => {
  const lab = new S3Lab();
  beforeAll(() => lab.start("mirror"), 60_000);
  afterAll(() => lab.dispose());
  storeContract(() => {
    const at = { bucket: "mirror", prefix: "some/where", region: "us-east-1", endpoint: lab.endpoint };
    return new S3BlobStore(at, S3_KEYS);
  });
});
