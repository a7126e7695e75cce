import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createControlClient } from "../../../../src/core/adapters/control/control-client.js";
import { createControlServer } from "../../../../src/core/adapters/control/control-server.js";
import { MAX_REPLY_BYTES, MAX_REQUEST_BYTES } from "../../../../src/core/adapters/control/control-wire.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import type { ControlReply, ControlRequest, ControlServer } from "../../../../src/core/ports/control.js";
import { DONE, HALT, say, temporaryDirectory } from "./samples.js";

let directory = "";
let server: ControlServer;
const client = createControlClient({ clock: systemClock, silenceMs: 400 });

beforeEach(() => {
  directory = temporaryDirectory();
  server = createControlServer({ directory, clock: systemClock, patienceMs: 300 });
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const socketPath = (): string => join(directory, "control.sock");

describe("a control socket", () => {
  it("carries one request and its reply to the last member, 10 times at once, and leaves no file behind", async () => {
    const heard: ControlRequest[] = [];
    await server.listen((request) => {
      heard.push(request);
      return Promise.resolve(DONE);
    });
    expect(statSync(socketPath()).mode & 0o777).toBe(0o600);
    expect(await client.ask(directory, HALT)).toEqual({ kind: "replied", reply: DONE });
    const many = await Promise.all(
      Array.from({ length: 10 }, () => client.ask(directory, { verb: "look", askVenue: false })),
    );
    expect(many.map(({ kind }) => kind)).toEqual(many.map(() => "replied"));
    expect(heard.slice(0, 2)).toEqual([HALT, { verb: "look", askVenue: false }]);
    await server.close();
    expect(readdirSync(directory)).toEqual([]);
    expect(await client.ask(directory, HALT)).toEqual({ kind: "absent" });
  });

  it("tells with each request until when it may be taken: 0.32 s after it was said, where 0.4 s are waited for a reply", async () => {
    const until: number[] = [];
    await server.listen((_request, untilMs) => {
      until.push(untilMs);
      return Promise.resolve(DONE);
    });
    const beforeMs = systemClock.nowMs();
    await client.ask(directory, HALT);
    const afterMs = systemClock.nowMs();
    expect(until).toHaveLength(1);
    expect(until[0]).toBeGreaterThanOrEqual(Math.floor(beforeMs + 320));
    expect(until[0]).toBeLessThanOrEqual(afterMs + 320);
  });

  it("is found in a directory whose path has 230 bytes, more than a socket address holds", async () => {
    const deep = join(directory, "x".repeat(100), "y".repeat(100));
    mkdirSync(deep, { recursive: true });
    const far = createControlServer({ directory: deep, clock: systemClock });
    await far.listen(() => Promise.resolve(DONE));
    expect(statSync(join(deep, "control.sock")).mode & 0o777).toBe(0o600);
    expect(await client.ask(deep, HALT)).toEqual({ kind: "replied", reply: DONE });
    await far.close();
    expect(readdirSync(deep)).toEqual([]);
  });

  it("is absent where there is no directory, no socket, or the socket of a process that was killed", async () => {
    expect(await client.ask(join(directory, "nowhere"), HALT)).toEqual({ kind: "absent" });
    expect(await client.ask(directory, HALT)).toEqual({ kind: "absent" });
    await leaveDeadSocket();
    expect(await client.ask(directory, HALT)).toEqual({ kind: "absent" });
    await server.listen(() => Promise.resolve(DONE));
    expect(await client.ask(directory, HALT)).toMatchObject({ kind: "replied" });
  });

  it("does not listen over a file that is no socket, and leaves it as it is", async () => {
    writeFileSync(socketPath(), "mine");
    await expect(server.listen(() => Promise.resolve(DONE))).rejects.toMatchObject({
      code: "control_blocked",
      exitCode: 3,
      place: { file: expect.stringContaining("control.sock") as string },
    });
    expect(statSync(socketPath()).size).toBe(4);
  });

  it("calls a listener that says nothing for 400 ms silent", async () => {
    await server.listen(() => new Promise<ControlReply>(() => undefined));
    const answer = await client.ask(directory, HALT);
    expect(answer.kind).toBe("silent");
    expect(answer.kind === "silent" ? answer.waitedMs : 0).toBeGreaterThanOrEqual(395);
  });

  it("gives a reply that is under way when it closes half a second to leave", async () => {
    const late = createControlClient({ clock: systemClock, silenceMs: 2_000 });
    await server.listen(async () => {
      await systemClock.sleep(150);
      return DONE;
    });
    const asked = late.ask(directory, HALT);
    await systemClock.sleep(50);
    await server.close();
    expect(await asked).toMatchObject({ kind: "replied", reply: { seq: 42 } });
  });
});

/** A socket file that nobody listens on any more. */
async function leaveDeadSocket(): Promise<void> {
  const script = `require("node:net").createServer().listen(${JSON.stringify(socketPath())}, () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(existsSync(socketPath())).toBe(true);
}

describe("a hostile peer", () => {
  const NOT_REQUESTS: readonly (readonly [what: string, line: string, reason: string])[] = [
    ["text", "halt please", "it is not JSON"],
    ["an empty line", "", "it is not JSON"],
    ["null", "null", "Invalid"],
    ["an unknown verb", '{"verb":"sell everything"}', "verb"],
    ["a missing member", '{"verb":"halt","state":"HALTED","strategy":null}', "reason"],
    ["no time until which it may be taken", '{"verb":"look"}', "untilMs"],
    ["a member too many", '{"verb":"look","untilMs":1,"also":1}', "Unrecognized key"],
    ["a prototype", '{"verb":"look","untilMs":1,"__proto__":{"verb":"halt"}}', "Unrecognized key"],
    ["an escape sequence", '{"verb":"resume","reason":"\\u001b[2J"}', "reason: has control characters"],
    ["a reason of 501 letters", `{"verb":"resume","reason":"${"x".repeat(501)}"}`, "reason"],
    ["NaN for a notional", '{"verb":"arm","forMs":1000,"maxNotionalUsd":"NaN"}', "maxNotionalUsd: is no plain decimal"],
    ["half a millisecond", '{"verb":"arm","forMs":0.5,"maxNotionalUsd":"1"}', "forMs"],
    ["a number as a symbol", '{"verb":"flatten","symbol":7,"reason":""}', "symbol"],
    ["a deep nest", `${"[".repeat(5_000)}${"]".repeat(5_000)}`, "Invalid"],
  ];

  it.each(NOT_REQUESTS)(
    "that says %s gets a refusal with the reason, and the handler hears nothing",
    async (...said) => {
      const [, line, reason] = said;
      let calls = 0;
      await server.listen(() => {
        calls += 1;
        return Promise.resolve(DONE);
      });
      const reply = JSON.parse(await say(socketPath(), `${line}\n`)) as { kind: string; code: string; message: string };
      expect(reply).toMatchObject({ kind: "refused", code: "bad_request", exitCode: 2 });
      expect(reply.message).toContain(reason);
      expect(calls).toBe(0);
    },
  );

  it("that sends 17 kB without an end is told so, and one that says half a line is left after 300 ms", async () => {
    await server.listen(() => Promise.resolve(DONE));
    expect(await say(socketPath(), "x".repeat(MAX_REQUEST_BYTES + 1))).toContain("it is too long");
    const startMs = systemClock.monotonicMs();
    expect(await say(socketPath(), '{"verb":')).toBe("");
    const waitedMs = systemClock.monotonicMs() - startMs;
    expect(waitedMs).toBeGreaterThanOrEqual(290);
    expect(waitedMs).toBeLessThan(2_000);
    expect(await client.ask(directory, HALT)).toMatchObject({ kind: "replied" });
  });

  it("that speaks bytes of no encoding, or two lines at once, does no harm: only the first line counts", async () => {
    const heard: ControlRequest[] = [];
    await server.listen((request) => {
      heard.push(request);
      return Promise.resolve(DONE);
    });
    expect(await say(socketPath(), Buffer.from([0xff, 0xfe, 0x00, 0x0a]))).toContain("it is not JSON");
    expect(await say(socketPath(), '{"verb":"look","untilMs":1}\n{"verb":"resume","reason":"x"}\n')).toContain(
      '"seq":42',
    );
    expect(heard).toEqual([{ verb: "look", askVenue: false }]);
  });

  it("does not end the executor with a handler that throws: the caller reads what went wrong", async () => {
    await server.listen(() => Promise.reject(new Error("books are closed")));
    expect(await client.ask(directory, HALT)).toMatchObject({
      kind: "replied",
      reply: {
        kind: "refused",
        code: "bug",
        exitCode: 1,
        message: expect.stringContaining("books are closed") as string,
      },
    });
  });
});

describe("a listener that is no executor", () => {
  it.each([
    ["speaks another language", "hello\n", "it is not JSON"],
    ["leaves a figure out", `${JSON.stringify({ ...DONE, seq: undefined })}\n`, "seq"],
    ["talks without end", "x".repeat(MAX_REPLY_BYTES + 1), "it is too long"],
  ])("and %s is called garbled", async (_what, line, reason) => {
    const other = createServer((socket) => {
      socket.on("error", () => undefined).resume();
      socket.write(line);
    });
    await new Promise<void>((resolve) => other.listen(socketPath(), resolve));
    const patient = createControlClient({ clock: systemClock, silenceMs: 5_000 });
    const answer = await patient.ask(directory, HALT);
    expect(answer).toMatchObject({ kind: "garbled", reason: expect.stringContaining(reason) as string });
    await new Promise((resolve) => other.close(resolve));
  });
});
