import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3PlaceOf } from "../../../../src/core/adapters/s3/s3-address.js";
import { S3BlobStore } from "../../../../src/core/adapters/s3/s3-blob-store.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import type { BlobStore } from "../../../../src/core/ports/blob-store.js";
import { SyncDaemon } from "../../../../src/core/sync/daemon.js";
import { chooseStream, restore } from "../../../../src/core/sync/restore.js";
import { MemoryJournal, value, worldOf } from "../../../support/mirror-lab.js";
import { FaultProxy, hasMoto, type RequestFate, S3_KEYS, S3Lab } from "../../../support/s3-lab.js";
import { sparePort } from "../../../support/spare-port.js";

const SETTINGS = { intervalMs: 1, leaseMs: 1, snapshotMs: 1, retryMs: 1 };

function bucketAt(endpoint: string, prefix: string, timeoutMs = 30_000): BlobStore {
  const at = { bucket: "mirror", prefix, region: "us-east-1", endpoint };
  return new S3BlobStore(at, S3_KEYS, timeoutMs);
}

/** One `hedge sync --once` that knows nothing of those before it; whether it came to its end. */
async function syncOnce(store: BlobStore, journal: MemoryJournal): Promise<boolean> {
  const outcome = await new SyncDaemon({
    source: journal,
    clock: systemClock,
    stop: new AbortController().signal,
    settings: SETTINGS,
    once: true,
    world: () => worldOf(store, journal, "a"),
    cursor: () => null,
    telemetry: () => [{ name: "positions.json", bytes: Buffer.from("{}"), seq: 1 }],
    onState: () => undefined,
    caughtUpAtMs: null,
  }).run();
  if (!outcome.ok) expect(outcome.error).toMatchObject({ kind: "fault" });
  return outcome.ok;
}

describe.skipIf(!hasMoto)("a mirror in S3 behind a bad network, moto_server (pip install 'moto[server]')", () => {
  const lab = new S3Lab();
  const proxy = new FaultProxy();
  beforeAll(async () => {
    await lab.start("mirror");
    await proxy.start(lab.endpoint);
  }, 60_000);
  afterAll(async () => {
    await proxy.dispose();
    await lab.dispose();
  });

  const fates: readonly RequestFate[] = ["409", "503", "answer lost", "reset", "slow"];
  it.each(fates)(
    "%s at each of the first 12 requests: the restored bytes are the journal's",
    async (fate) => {
      for (let position = 0; position < 12; position++) {
        const prefix = `${fate.replace(" ", "-")}/${String(position)}`;
        const journal = new MemoryJournal();
        journal.write(12);
        proxy.fates.splice(0, Infinity, ...Array<RequestFate>(position).fill("well"), fate);
        const store = bucketAt(proxy.endpoint, prefix);
        let runs = 1;
        while (!(await syncOnce(store, journal))) runs += 1;
        expect(runs).toBeLessThanOrEqual(2);
        const sink = new MemoryJournal();
        const direct = bucketAt(lab.endpoint, prefix);
        value(await restore({ store: direct, sink, stream: value(await chooseStream(direct, "main", null)) }));
        expect(sink.bytes).toEqual(journal.bytes);
      }
      expect(proxy.met).toContain(fate);
    },
    120_000,
  );

  it("a server that answers after its time is up is no answer, and names the place", async () => {
    proxy.fates.splice(0, Infinity, "slow");
    const answer = await bucketAt(proxy.endpoint, "late", 20).get("v1/x");
    expect(answer.ok ? answer : answer.error).toEqual({
      kind: "unreachable",
      message: `s3://mirror/late at ${proxy.endpoint}: no answer in time`,
      fix: "Is the address right, and reachable from here? What is not mirrored waits in the journal.",
    });
  });

  it("a bucket that is not there is refused with a remedy", async () => {
    const at = { bucket: "no-such-bucket", prefix: "", region: "us-east-1", endpoint: lab.endpoint };
    const store = new S3BlobStore(at, S3_KEYS);
    for (const answer of [await store.get("v1/x"), await store.create("v1/x", new Uint8Array())]) {
      expect(answer.ok ? answer : answer.error).toMatchObject({
        kind: "refused",
        fix: expect.stringContaining("hedge makes no buckets") as string,
      });
      expect(answer.ok ? "" : answer.error.message).toMatch(/s3:\/\/no-such-bucket: NoSuchBucket \(404\)/);
    }
  });
});

describe("an address of a bucket", () => {
  const env = { AWS_REGION: "eu-central-1" };

  it("names bucket and prefix, and nobody's keys", () => {
    expect(s3PlaceOf("s3://fund/hedge/prod", env)).toEqual({
      bucket: "fund",
      prefix: "hedge/prod",
      region: "eu-central-1",
      endpoint: "https://s3.eu-central-1.amazonaws.com",
    });
  });

  it.each([
    ["s3://", "it names no bucket"],
    ["s3://Fund", "no name of a bucket"],
    ["s3://fund/x y", "a prefix has letters"],
    ["s3://fund/../other", "a prefix has no parts . and .."],
    ["s3://fund?colour=red", "it has no setting colour"],
    ["s3://fund?endpoint=http://example.com", "https:// (http:// on this machine only)"],
    ["s3://key:secret@fund", "keys don't belong into an address"],
  ])("%s is refused: %s", (target, reason) => {
    expect(() => s3PlaceOf(target, env)).toThrow(reason);
    expect(() => s3PlaceOf(target, env)).not.toThrow(/secret/);
  });

  it("nobody there: unreachable, with the place and the server", async () => {
    const endpoint = `http://127.0.0.1:${String(await sparePort())}`;
    const answer = await bucketAt(endpoint, "p").get("v1/x");
    expect(answer.ok ? answer : answer.error).toMatchObject({ kind: "unreachable" });
    expect(answer.ok ? "" : answer.error.message).toContain(`s3://mirror/p at ${endpoint}: `);
  });
});
