import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SOCKET_NAME } from "../../../src/core/adapters/control/control-place.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { acquireLock, type HeldLock } from "../../../src/core/adapters/system/lock.js";
import { StatusFollower, statusReading } from "../../../src/core/app/readers.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import { healthOf, playSample } from "../telemetry/sample-session.js";

let directory = "";
let lock: HeldLock;
let server: Server;
let calls = 0;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "hedge-follower-"));
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush(playSample(writer));
  writer.writeHealth(healthOf({}));
  writer.close();
  const held = await acquireLock(directory, systemClock);
  if (!held.ok) throw new Error("the lock is held");
  lock = held.value;
  calls = 0;
  // It takes a call and says nothing yet, as an executor that is busy.
  server = createServer(() => (calls += 1)).listen(join(directory, SOCKET_NAME));
});
afterEach(() => {
  server.close();
  lock.release();
  rmSync(directory, { recursive: true, force: true });
});

it("three frames of a watch are one call of the executor, three readings three", async () => {
  const place = { state: directory, notice: (): void => undefined };
  const follower = new StatusFollower(place);
  for (let frame = 0; frame < 3; frame++) expect((await follower.read()).ok).toBe(true);
  expect(calls).toBe(1);
  follower.close();
  for (let reading = 0; reading < 3; reading++) expect((await statusReading(place)).ok).toBe(true);
  expect(calls).toBe(4);
});
