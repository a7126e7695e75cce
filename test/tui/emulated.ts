import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { Terminal } from "@xterm/headless";
import type { Lab } from "../e2e/lab.js";
import { type Seen, sit, type Sitting } from "../e2e/pty.js";

const PATIENCE_MS = 60_000;

/** A person in front of a terminal of a size: what stands on it, and a keyboard. */
export class Emulated {
  readonly #terminal: Terminal;
  readonly #sitting: Sitting;

  constructor(
    lab: Lab,
    words: readonly string[],
    { columns, rows }: { readonly columns: number; readonly rows: number },
  ) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    this.#sitting = sit(lab, words, { columns, rows, env: { LANG: "C.UTF-8" } });
    this.#sitting.running.child.stdout?.on("data", (part: string) => {
      this.#terminal.write(part);
    });
  }

  get seen(): Promise<Seen> {
    return this.#sitting.seen;
  }

  get rows(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? "");
  }

  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  press(keys: string): void {
    this.#sitting.press(keys);
  }

  /** Waits until the rows are as wanted; fails with what stood there last. */
  async until(what: string, holds: (rows: readonly string[]) => boolean): Promise<readonly string[]> {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 50) {
      if (holds(this.rows)) return this.rows;
      await sleep(50);
    }
    throw new Error(`never seen: ${what}\n${this.rows.join("\n")}`);
  }

  /** The process behind the terminal; `script` is its parent. */
  get pid(): number {
    const parent = String(this.#sitting.running.child.pid);
    return Number(readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ")[0]);
  }

  /** The window becomes another size, as when somebody drags its edge. */
  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    const tty = readlinkSync(`/proc/${String(this.pid)}/fd/0`);
    spawnSync("stty", ["-F", tty, "cols", String(columns), "rows", String(rows)]);
  }
}
