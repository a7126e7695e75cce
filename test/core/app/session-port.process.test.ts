import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { encodeFollow } from "../../../src/core/adapters/control/session-wire.js";
import { growingFiles } from "../../../src/core/adapters/fs/growing-files.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { LinkedState } from "../../../src/core/app/screens/linked-state.js";
import type { GrowingFiles } from "../../../src/core/ports/growing-files.js";
import { SessionReader } from "../../../src/core/readmodel/session/session-reader.js";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { Lab, MONTH, type Running } from "../../e2e/lab.js";

const lab = new Lab();
const SERIES = ["orders.jsonl", "risk_vetoes.jsonl", "nav.jsonl"];

afterAll(() => {
  lab.dispose();
});

async function linked(directory: string): Promise<LinkedState> {
  for (;;) {
    const state = new LinkedState(directory, { series: true });
    await state.look();
    if (state.source === "executor") return state;
    state.close();
    await systemClock.sleep(50);
  }
}

/** The journal line of each projection on disk. */
function writtenSeqs(directory: string): readonly number[] {
  const names = ["positions.json", "router_health.json", "risk_state.json", "health.json"];
  return names.map(
    (name) => (JSON.parse(readFileSync(`${directory}/${name}`, "utf8")) as { readonly seq: number }).seq,
  );
}

/**
 * The journal on disk runs ahead of its projections; what the socket tells ends with them. The log begins a mebibyte before
 * the end that was met first.
 */
function between(first: number, last: number, view: SessionView): SessionView {
  const log = view.log.filter(({ seq }) => seq >= first && seq <= last);
  return { ...view, pulse: { ...view.pulse, ageMs: 0 }, log };
}

/** Once both are at the same journal line: what each of them shows. The executor stands while it is looked at. */
async function pairAt(
  { child }: Running,
  state: LinkedState,
  readers: readonly [SessionReader, SessionReader],
): Promise<readonly SessionView[]> {
  for (;;) {
    child.kill("SIGSTOP");
    await systemClock.sleep(50);
    const [told, written] = [await readers[0].read(), await readers[1].read()];
    const health = `${state.directory}/health.json`;
    const isSameBeat = state.files.readText(health) === nodeFiles.readText(health);
    // Stopped between two files, or before the socket had told them, it shows two instants: those are no pair.
    const lengthsOf = (files: GrowingFiles): readonly unknown[] =>
      SERIES.map((name) => files.stand(`${state.directory}/${name}`)?.length);
    const isSameLength = String(lengthsOf(state.growing)) === String(lengthsOf(growingFiles));
    const isPair = isSameBeat && isSameLength && writtenSeqs(state.directory).every((seq) => seq === state.seq);
    child.kill("SIGCONT");
    if (told.ok && written.ok && isPair) {
      const views = [told.value, written.value];
      const first = Math.max(...views.map(({ log }) => log[0]?.seq ?? Infinity));
      return views.map((view) => between(first, state.seq ?? 0, view));
    }
    await systemClock.sleep(100);
  }
}

describe("a running executor's socket", () => {
  it("tells what its files say, at five journal lines of a session at 3600 times the speed", async () => {
    const directory = lab.path("told");
    const executor = lab.startHedge(["executor", "--state", directory, ...MONTH, "--speed", "3600"]);
    const state = await linked(directory);
    const life = await state.look();
    const base = { directory, monotonicMs: () => 0, time: "now" as const };
    const { files, growing } = state;
    const told = new SessionReader({ ...base, files, growing, life: () => state.look().then(() => life) });
    const written = new SessionReader({
      ...base,
      files: nodeFiles,
      growing: growingFiles,
      life: () => Promise.resolve(life),
    });
    const seen = new Set<string>();
    while (seen.size < 5) {
      const [one, other] = await pairAt(executor, state, [told, written]);
      expect(one).toEqual(other);
      seen.add(one?.at ?? "");
    }
    state.close();
    executor.child.kill("SIGKILL");
    await executor.ended;
  }, 120_000);

  it("tells screens that take nothing at no cost to the session: the same last hash as without them", async () => {
    const run = async (name: string, screens: number): Promise<string> => {
      const directory = lab.path(name);
      const executor = lab.startHedge(["executor", "--state", directory, ...MONTH, "--speed", "300000"]);
      if (screens > 0) (await linked(directory)).close();
      const dead = Array.from({ length: screens }, () => {
        const socket = connect(`${directory}/control.sock`).pause();
        socket.on("error", () => undefined).once("connect", () => socket.write(encodeFollow({ series: true })));
        return socket;
      });
      const { exitCode } = await executor.ended;
      expect(exitCode).toBe(0);
      for (const socket of dead) socket.destroy();
      const text = readFileSync(`${directory}/journal/000001.jsonl`, "utf8");
      return text.slice(text.lastIndexOf('"hash"'));
    };
    expect(await run("watched", 5)).toBe(await run("alone", 0));
  }, 120_000);

  it("is what `status` and `tui --json` read while the executor runs, and the files once it is gone", async () => {
    const directory = lab.path("asked");
    const executor = lab.startHedge(["executor", "--state", directory, ...MONTH, "--speed", "3600"]);
    const state = await linked(directory);
    state.close();
    const sourceOf = async (): Promise<unknown> => {
      const { stdout } = await lab.hedge(["tui", "--json", "--state", directory]);
      return (JSON.parse(stdout) as { readonly source: unknown }).source;
    };
    // A machine that is busy may let the first look wait for longer than it does.
    while ((await sourceOf()) !== "executor") await systemClock.sleep(100);
    const status = await lab.hedge(["status", "--json", "--state", directory]);
    expect(JSON.parse(status.stdout)).toMatchObject({ alive: true, mode: "paper" });
    executor.child.kill("SIGSTOP");
    expect(await sourceOf()).toBe("directory");
    executor.child.kill("SIGKILL");
    await executor.ended;
    expect(await sourceOf()).toBe("directory");
  }, 120_000);
});
