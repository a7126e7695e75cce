import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { openPaperMarket } from "../../src/core/app/paper-market.js";
import { planSession } from "../../src/core/app/session-plan.js";
import { Executor } from "../../src/core/engine/executor.js";
import { createEngineState } from "../../src/core/engine/state.js";
import { stopOnRefusal, supervise } from "../../src/core/engine/supervisor.js";
import { emptyTail } from "../../src/core/journal/read.js";
import { JournalWriter } from "../../src/core/journal/writer.js";
import type { Broker } from "../../src/core/ports/broker.js";
import type { AppendFile, Files } from "../../src/core/ports/files.js";
import type { Journal } from "../../src/core/ports/journal.js";
import { openLab, SPAN } from "../support/crash-lab.js";

const lab = openLab();
const EVERY_ORDER = Infinity;

afterAll(() => {
  lab.dispose();
});

/** Files whose background syncs fail from the given one on. */
function filesFailingFrom(firstFailure: number): { readonly files: Files; syncs: () => number } {
  let syncs = 0;
  const failing = (file: AppendFile): AppendFile => ({
    write: (bytes) => {
      file.write(bytes);
    },
    sync: async () => {
      syncs += 1;
      if (syncs >= firstFailure) throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
      await file.sync();
    },
    syncNow: () => {
      file.syncNow();
    },
    close: () => {
      file.close();
    },
    get length() {
      return file.length;
    },
  });
  return { files: { ...nodeFiles, openAppend: (path) => failing(nodeFiles.openAppend(path)) }, syncs: () => syncs };
}

interface Sends {
  readonly placed: string[];
  /** How many syncs there had been when each order was handed to the broker. */
  readonly syncsBefore: number[];
  /** Orders that reached the broker before their line was on stable storage. */
  readonly tooEarly: string[];
  readonly canceled: string[];
  readonly submittedSeq: Map<string, number>;
}

function watched(inner: Journal, sends: Sends): { readonly journal: Journal; durableSeq: () => number } {
  let durable = 0;
  const journal: Journal = {
    get lastSeq() {
      return inner.lastSeq;
    },
    get lastHash() {
      return inner.lastHash;
    },
    append: (body, correlationId) => {
      const event = inner.append(body, correlationId);
      if (event.type === "order.submitted") sends.submittedSeq.set(event.clientOrderId, event.seq);
      return event;
    },
    flush: () => {
      inner.flush();
    },
    commit: async () => {
      const written = inner.lastSeq;
      await inner.commit();
      durable = written;
    },
    syncNow: () => {
      inner.syncNow();
    },
    close: () => inner.close(),
  };
  return { journal, durableSeq: () => durable };
}

/** A durable session (`paper_sync_ms` 0, as on a live venue) until it ends or the disk does. */
async function trade(name: string, firstFailure: number): Promise<{ readonly sends: Sends; readonly error: unknown }> {
  const sends: Sends = { placed: [], syncsBefore: [], tooEarly: [], canceled: [], submittedSeq: new Map() };
  const { files, syncs } = filesFailingFrom(firstFailure);
  const state = createEngineState("paper");
  const flags = { configDirectory: lab.config, stateDirectory: lab.path(name), mode: "paper", ...SPAN } as const;
  const ports = { files, clock: systemClock, env: {}, stop: new AbortController().signal, onProgress, onEvent };
  const plan = await planSession({ ...flags, speed: null, maxCycles: null, fresh: false }, ports, null);
  const market = await openPaperMarket(plan);
  const directory = `${flags.stateDirectory}/journal`;
  const options = {
    files,
    directory,
    mode: "paper",
    clock: systemClock,
    segmentBytes: 65_536,
    syncEveryMs: 0,
  } as const;
  const { journal, durableSeq } = watched(new JournalWriter(options, emptyTail()), sends);
  const broker: Broker = {
    ...market.broker,
    place: (request, atMs) => {
      sends.placed.push(request.clientOrderId);
      sends.syncsBefore.push(syncs());
      const seq = sends.submittedSeq.get(request.clientOrderId) ?? Infinity;
      if (!(seq <= durableSeq())) sends.tooEarly.push(request.clientOrderId);
      market.broker.place(request, atMs);
    },
    cancel: (clientOrderId, symbol, atMs) => {
      sends.canceled.push(clientOrderId);
      market.broker.cancel(clientOrderId, symbol, atMs);
    },
  };
  const executor = new Executor({
    state,
    context: plan.context,
    journal,
    driver: market.driver,
    broker,
    clock: systemClock,
    observer: { onEvent, onTurn: onEvent, onDecision: onEvent },
    pace: async () => undefined,
    stop: ports.stop,
    maxCycles: 216,
  });
  executor.record(plan.start);
  const error: unknown = await stopOnRefusal(() => supervise(executor)).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { sends, error };
}

const onProgress = (): void => undefined;
const onEvent = (): void => undefined;

describe("durable before the send", () => {
  it("hands every order of nine days to the broker only after its line was synced", async () => {
    const { sends, error } = await trade("sound", EVERY_ORDER);
    expect(error).toBeNull();
    expect(sends.placed.length).toBeGreaterThanOrEqual(10);
    expect(sends.tooEarly).toEqual([]);
  });

  it("sends no order whose line a failing sync left unsure, and nothing after it, be it the first, a middle or the last order", async () => {
    const { sends: sound } = await trade("counted", EVERY_ORDER);
    expect(new Set(sound.syncsBefore).size).toBeLessThan(sound.placed.length);
    const places = [0, Math.floor(sound.placed.length / 2), sound.placed.length - 1];
    for (const place of places) {
      const { sends, error } = await trade(`failing-${String(place)}`, sound.syncsBefore[place] ?? 0);
      expect(error).toMatchObject({ exitCode: 3, code: "journal_unwritable" });
      // Orders of one input share a sync: with it none of them leaves.
      expect(sends.placed).toEqual(
        sound.placed.filter((_, n) => (sound.syncsBefore[n] ?? 0) < (sound.syncsBefore[place] ?? 0)),
      );
      expect(sends.tooEarly).toEqual([]);
    }
  });
});
