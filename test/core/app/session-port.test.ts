import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { createServer, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createControlClient } from "../../../src/core/adapters/control/control-client.js";
import { createControlServer } from "../../../src/core/adapters/control/control-server.js";
import { SessionLink } from "../../../src/core/adapters/control/session-link.js";
import { encodeFollow, encodeFrame, encodeHello } from "../../../src/core/adapters/control/session-wire.js";
import { growingFiles } from "../../../src/core/adapters/fs/growing-files.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { PublishedSession } from "../../../src/core/app/published-session.js";
import type { ControlServer } from "../../../src/core/ports/control.js";
import { SessionReader } from "../../../src/core/readmodel/session/session-reader.js";
import { SessionReplica } from "../../../src/core/readmodel/session/session-replica.js";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import { DONE, HALT, say, temporaryDirectory } from "../adapters/control/samples.js";
import { healthOf, journaled, playSample, sampleEvents, startEvent, WALL_MS } from "../telemetry/sample-session.js";

let directory = "";
let published: PublishedSession;
let server: ControlServer;
let seq = 0;
const links: SessionLink[] = [];

function appendEvents(segment: string, count: number): void {
  const bodies = [startEvent(), ...sampleEvents()];
  for (let i = 0; i < count; i++) {
    seq += 1;
    const {
      atMs: _atMs,
      seq: number,
      at,
      type,
      ...rest
    } = journaled(bodies[(seq - 1) % bodies.length] ?? startEvent(), seq);
    appendFileSync(join(directory, "journal", segment), `${JSON.stringify({ seq: number, at, type, ...rest })}\n`);
  }
}

/** As the executor's telemetry does: projections, then the heartbeat. */
function publish(): void {
  const writer = new TelemetryWriter(published.files, directory);
  writer.flush({ ...playSample(writer), seq });
  published.onProjected();
  writer.writeHealth(healthOf({ seq }));
  writer.close();
  published.onBeat(seq);
}

beforeEach(async () => {
  directory = temporaryDirectory();
  mkdirSync(join(directory, "journal"));
  seq = 0;
  published = new PublishedSession({ files: nodeFiles, growing: growingFiles, directory });
  server = createControlServer({ directory, clock: systemClock, feed: published });
  await server.listen(() => Promise.resolve(DONE));
});

afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function screen(silenceMs = 5_000): { readonly link: SessionLink; readonly replica: SessionReplica } {
  const replica = new SessionReplica(directory, nodeFiles, growingFiles);
  const link = new SessionLink({ directory, clock: systemClock, series: true, sink: replica, silenceMs });
  links.push(link);
  return { link, replica };
}

const sourceBase = (): Omit<ConstructorParameters<typeof SessionReader>[0], "files" | "growing"> => ({
  directory,
  life: () => Promise.resolve({ lockHeld: true, nowWallMs: WALL_MS + 1_000 }),
  monotonicMs: () => 0,
  time: "now",
});

async function viewOf(reader: SessionReader): Promise<SessionView> {
  const read = await reader.read();
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(5);
}

describe("a session told through the socket", () => {
  it("is the one that the files say, at the same journal line: whole, after 5 more events, and in a new segment", async () => {
    appendEvents("000001.jsonl", 8);
    publish();
    const { link, replica } = screen();
    expect(await link.open(5_000)).toBe(true);
    const told = new SessionReader({ ...sourceBase(), files: replica.files, growing: replica.growing });
    const written = new SessionReader({ ...sourceBase(), files: nodeFiles, growing: growingFiles });
    replica.advance();
    expect(replica.seq).toBe(8);
    expect(await viewOf(told)).toEqual(await viewOf(written));
    appendEvents("000001.jsonl", 5);
    publish();
    await until(() => {
      replica.advance();
      return replica.seq === 13;
    });
    appendEvents("000002.jsonl", 4);
    const before = await viewOf(told);
    expect(before.log.at(-1)?.seq).toBeLessThanOrEqual(13);
    publish();
    await until(() => {
      replica.advance();
      return replica.seq === 17;
    });
    const [last, same] = [await viewOf(told), await viewOf(written)];
    expect(last).toEqual(same);
    expect(last.log.length).toBeGreaterThan(before.log.length);
    expect(last.origin).not.toBeNull();
  });

  it("shows one instant until it is moved on, though newer ones have come", async () => {
    appendEvents("000001.jsonl", 3);
    publish();
    const { link, replica } = screen();
    await link.open(5_000);
    replica.advance();
    const first = replica.files.readText(`${directory}/health.json`);
    appendEvents("000001.jsonl", 2);
    publish();
    const other = screen();
    await other.link.open(5_000);
    await until(() => replica.newestSeq === 5);
    expect([replica.seq, replica.files.readText(`${directory}/health.json`)]).toEqual([3, first]);
    replica.advance();
    expect(replica.seq).toBe(5);
  });

  it("ends at once when the executor does, and the files speak again", async () => {
    appendEvents("000001.jsonl", 3);
    publish();
    const { link, replica } = screen();
    await link.open(5_000);
    replica.advance();
    await server.close();
    await until(() => !link.isOpen);
    replica.advance();
    expect([replica.seq, link.problem]).toEqual([null, "it has ended"]);
    expect(replica.files.readText(`${directory}/health.json`)).toContain('"schema":"hedge.health/1"');
  });

  it("a screen that stops reading is sent some parts of a file, others hear 50 cuts, and operators are answered", async () => {
    appendEvents("000001.jsonl", 3);
    appendFileSync(join(directory, "journal", "000001.jsonl"), `${"x".repeat(4 * 1_024 * 1_024)}\n`);
    publish();
    const stopped = await stoppedScreen();
    const { link, replica } = screen();
    expect(await link.open(5_000)).toBe(true);
    for (let i = 0; i < 50; i++) {
      appendEvents("000001.jsonl", 1);
      publish();
      await systemClock.sleep(1);
    }
    await until(() => replica.newestSeq === 53);
    const client = createControlClient({ clock: systemClock, silenceMs: 2_000 });
    expect(await client.ask(directory, HALT)).toEqual({ kind: "replied", reply: DONE });
    expect(stopped.bytesRead).toBeLessThan(1_024 * 1_024);
    stopped.destroy();
  });

  it("takes 8 screens, refuses the ninth and another version, and hears an operator all the same", async () => {
    appendEvents("000001.jsonl", 1);
    publish();
    const opened = await Promise.all(Array.from({ length: 8 }, () => screen().link.open(5_000)));
    expect(opened).toEqual(opened.map(() => true));
    const ninth = screen();
    expect(await ninth.link.open(5_000)).toBe(false);
    expect(ninth.link.problem).toBe("the executor does not take this request: 8 screens follow already");
    const old = await say(
      join(directory, "control.sock"),
      '{"verb":"follow","schema":"hedge.session/9","series":true}\n',
    );
    expect(old).toContain("hedge.session/9 is not spoken here");
    const client = createControlClient({ clock: systemClock, silenceMs: 2_000 });
    expect((await client.ask(directory, HALT)).kind).toBe("replied");
  });
});

function stoppedScreen(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(join(directory, "control.sock"));
    socket.pause();
    socket.once("connect", () => {
      socket.write(encodeFollow({ series: true }));
      resolve(socket);
    });
  });
}

describe("a line that can't be trusted", () => {
  /** Somebody who says these bytes to whoever comes, and then nothing. */
  async function speaker(bytes: readonly Buffer[]): Promise<Server> {
    await server.close();
    const speaking = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.resume();
      socket.write(Buffer.concat(bytes));
    });
    await new Promise<void>((resolve) => speaking.listen(join(directory, "control.sock"), resolve));
    return speaking;
  }

  const lines = (offset: number): Parameters<typeof encodeFrame>[1] => ({
    ...{ kind: "lines", file: "nav.jsonl", identity: "1:1", offset, isHead: false },
    bytes: Buffer.from("{}\n"),
  });
  const cut = { kind: "cut", seq: 7, series: [{ file: "nav.jsonl", identity: "1:1", length: 3 }] } as const;
  const hello = Buffer.from(encodeHello(1));

  it.each([
    ["a frame is missing", [hello, encodeFrame(1, lines(0)), encodeFrame(3, cut)], "frame 3 after 1"],
    [
      "bytes are missing",
      [hello, encodeFrame(1, lines(0)), encodeFrame(2, lines(6))],
      "nav.jsonl goes on at 6 after 3",
    ],
    ["a cut does not fit its lines", [hello, encodeFrame(1, cut)], "nav.jsonl ends at 3 there, elsewhere here"],
    ["no header", [hello, Buffer.from("what?\n")], "a header is of another kind"],
    [
      "another version",
      [Buffer.from('{"kind":"hello","schema":"hedge.session/2","pid":1}\n')],
      "it speaks hedge.session/2",
    ],
  ])("is left where %s", async (_what, bytes, problem) => {
    const speaking = await speaker(bytes);
    const { link, replica } = screen();
    expect(await link.open(5_000)).toBe(false);
    replica.advance();
    expect([link.problem, replica.seq]).toEqual([problem, null]);
    speaking.close();
  });

  it("begins anew with a whole snapshot after a gap", async () => {
    const speaking = await speaker([hello, encodeFrame(1, lines(0)), encodeFrame(2, cut), encodeFrame(4, cut)]);
    const { link, replica } = screen();
    await link.open(5_000);
    await until(() => link.problem !== null);
    expect(link.problem).toBe("frame 4 after 2");
    await new Promise<void>((resolve) =>
      speaking.close(() => {
        resolve();
      }),
    );
    appendEvents("000001.jsonl", 2);
    publish();
    server = createControlServer({ directory, clock: systemClock, feed: published });
    await server.listen(() => Promise.resolve(DONE));
    expect(await link.open(5_000)).toBe(true);
    replica.advance();
    expect(replica.seq).toBe(2);
  });

  it("is left when nothing is said for its time: the process hangs, and the files tell how it stood", async () => {
    const speaking = await speaker([hello, encodeFrame(1, lines(0)), encodeFrame(2, cut)]);
    const { link } = screen(50);
    expect(await link.open(5_000)).toBe(true);
    await until(() => !link.isOpen);
    expect(link.problem).toBe("it is silent");
    speaking.close();
  });
});
