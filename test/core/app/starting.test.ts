import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { acquireLock } from "../../../src/core/adapters/system/lock.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { riskDocument, statusReading } from "../../../src/core/app/readers.js";

const cache = mkdtempSync(join(tmpdir(), "hedge-starting-"));
afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
});

const starting = (directory: string): RegExp =>
  new RegExp(
    `^process ${String(process.pid)} has been starting in ${directory} since 20.*: it has no state to show yet$`,
  );

it("status and risk say who is starting, with --state and without, and speak of missing files once nobody is", async () => {
  const directory = join(cache, "prod");
  mkdirSync(directory);
  const places = [
    { cache, state: undefined, notice: () => undefined },
    { cache, state: directory, notice: () => undefined },
  ];
  const lock = await acquireLock(directory, systemClock);
  const messages = async (): Promise<readonly string[]> => {
    const answers = await Promise.all(places.flatMap((place) => [statusReading(place), riskDocument(place)]));
    return answers.map((answer) => (answer.ok ? "" : answer.error.message));
  };
  for (const message of await messages()) expect(message).toMatch(starting(directory));
  // Its journal has begun, its first telemetry is still to come.
  mkdirSync(join(directory, "journal"));
  for (const message of await messages()) expect(message).toMatch(starting(directory));
  if (lock.ok) lock.value.release();
  for (const message of await messages()) expect(message).toMatch(/risk_state\.json is missing, the journal is there$/);
});
