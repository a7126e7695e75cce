import { describe, expect, it } from "vitest";
import { JournalWriteError } from "../../../src/core/journal/writer.js";
import { MemoryFiles } from "./memory-files.js";
import { countedEvents, DIRECTORY, openWriter, settled, StillClock } from "./write-journal.js";

const FIRST = `${DIRECTORY}/000001.jsonl`;
const [one, two, three] = countedEvents(3);

/** Whether a promise has resolved, without waiting for it. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await settled();
  return done;
}

function heldFiles(): { files: MemoryFiles; release: () => void } {
  const files = new MemoryFiles();
  let release = (): void => undefined;
  files.holdSync = new Promise((resolve) => (release = resolve));
  return { files, release: () => release() };
}

const syncs = (files: MemoryFiles): number => files.calls.filter((call) => call.startsWith("sync ")).length;
const isDurable = (files: MemoryFiles): boolean => files.durable.get(FIRST) === files.contents.get(FIRST)?.length;

describe("commit, where it must be durable", () => {
  it("resolves only after the sync", async () => {
    const { files, release } = heldFiles();
    const writer = openWriter(files);
    writer.append(one!, "c1");
    const commit = writer.commit();
    expect(await isDone(commit)).toBe(false);
    release();
    await commit;
    expect(isDurable(files)).toBe(true);
  });

  it("covers lines that were written before its sync began with that one sync, later ones with a second", async () => {
    const { files, release } = heldFiles();
    const writer = openWriter(files);
    writer.append(one!, "c1");
    const commits = [writer.commit()];
    writer.append(two!, "c1");
    commits.push(writer.commit());
    writer.append(three!, "c1");
    commits.push(writer.commit());
    release();
    await Promise.all(commits);
    expect(syncs(files)).toBe(2);
    expect(isDurable(files)).toBe(true);
  });

  it("waits for a running sync though it brings no line of its own", async () => {
    const { files, release } = heldFiles();
    const writer = openWriter(files);
    writer.append(one!, "c1");
    const commits = [writer.commit(), writer.commit()];
    expect(await isDone(commits[1]!)).toBe(false);
    release();
    await Promise.all(commits);
    expect(syncs(files)).toBe(1);
  });

  it("costs nothing when there is nothing new", async () => {
    const files = new MemoryFiles();
    const writer = openWriter(files);
    await writer.commit();
    writer.append(one!, "c1");
    await writer.commit();
    await writer.commit();
    expect(syncs(files)).toBe(1);
  });
});

describe("a disk that refuses", () => {
  it("fails every commit that waits for a failed sync, and accepts nothing more even when the disk is well again", async () => {
    const { files, release } = heldFiles();
    const writer = openWriter(files);
    writer.append(one!, "c1");
    const first = writer.commit();
    writer.append(two!, "c1");
    const second = writer.commit();
    files.failSync = new Error("EIO: i/o error, fdatasync");
    release();
    await expect(first).rejects.toThrow(
      new JournalWriteError(`the journal could not sync ${FIRST}: EIO: i/o error, fdatasync`),
    );
    await expect(second).rejects.toThrow(JournalWriteError);
    files.failSync = null;
    expect(() => writer.append(three!, "c1")).toThrow(JournalWriteError);
    expect(() => writer.flush()).toThrow(JournalWriteError);
    await expect(writer.commit()).rejects.toThrow(JournalWriteError);
    await expect(writer.close()).rejects.toThrow(JournalWriteError);
    expect(syncs(files)).toBe(1);
    expect(files.open.size).toBe(0);
  });

  it("fails the commit whose lines find no space, and accepts nothing more", async () => {
    const files = new MemoryFiles();
    const writer = openWriter(files);
    writer.append(one!, "c1");
    files.failWrite = new Error("ENOSPC: no space left on device, write");
    await expect(writer.commit()).rejects.toThrow(`could not write ${FIRST}: ENOSPC: no space left on device`);
    files.failWrite = null;
    expect(() => writer.append(two!, "c1")).toThrow(JournalWriteError);
    expect(files.contents.get(FIRST)).toHaveLength(0);
    expect(syncs(files)).toBe(0);
  });

  it("stops paper too: the flush after a failed background sync throws", async () => {
    const files = new MemoryFiles();
    const clock = new StillClock();
    const writer = openWriter(files, { syncEveryMs: 50, clock });
    files.failSync = new Error("EIO");
    writer.append(one!, "c1");
    await writer.commit();
    await clock.advance(50);
    expect(() => writer.flush()).toThrow(JournalWriteError);
    await clock.advance(500);
    expect(syncs(files)).toBe(1);
  });
});

describe("commit in paper", () => {
  it("returns at once, and the lines are durable 50 ms later without any further call", async () => {
    const files = new MemoryFiles();
    const clock = new StillClock();
    const writer = openWriter(files, { syncEveryMs: 50, clock });
    writer.append(one!, "c1");
    await writer.commit();
    expect(files.contents.get(FIRST)).not.toHaveLength(0);
    await clock.advance(49);
    expect(syncs(files)).toBe(0);
    await clock.advance(1);
    expect(isDurable(files)).toBe(true);
  });

  it("syncs once for 1,000 commits within 50 ms, and a second time for lines written meanwhile", async () => {
    const files = new MemoryFiles();
    const clock = new StillClock();
    const writer = openWriter(files, { syncEveryMs: 50, clock });
    for (const event of countedEvents(1_000)) {
      writer.append(event, "c1");
      await writer.commit();
    }
    await clock.advance(50);
    writer.append(one!, "c1");
    await writer.commit();
    await clock.advance(50);
    expect(syncs(files)).toBe(2);
    expect(isDurable(files)).toBe(true);
    await clock.advance(500);
    expect(syncs(files)).toBe(2);
  });
});

describe("close", () => {
  it("makes all lines durable in every mode, releases the file and accepts nothing more", async () => {
    for (const syncEveryMs of [0, 50]) {
      const files = new MemoryFiles();
      const writer = openWriter(files, { syncEveryMs });
      writer.append(one!, "c1");
      await writer.close();
      await writer.close();
      expect(isDurable(files)).toBe(true);
      expect(files.open.size).toBe(0);
      expect(() => writer.append(two!, "c1")).toThrow("the journal is closed");
    }
  });
});
