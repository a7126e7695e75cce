import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { launcher } from "../commands/doctor-process.js";
import type { Env, Lab, Running } from "./lab.js";

const ESC = String.fromCharCode(27);
export const HIDE_CURSOR = `${ESC}[?25l`;
export const SHOW_CURSOR = `${ESC}[?25h`;
/** Colours and weights. */
export const COLOUR = new RegExp(`${ESC}\\[[0-9;]*m`);
export const ANY_ESCAPE = new RegExp(ESC);

/** util-linux's `script` makes the pseudo-terminal; other systems have another one, or none. */
export const hasScript = existsSync("/bin/sh") && isUtilLinux();

function isUtilLinux(): boolean {
  // Where there is no such program, stdout is null in spite of its type.
  const { error, stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  return error === undefined && stdout.includes("util-linux");
}

export interface Seen {
  /** What the terminal was sent: by stderr, and by stdout unless that went to a file. */
  readonly screen: string;
  /** What stdout's file got. */
  readonly stdout: string;
  readonly exitCode: number | null;
}

export interface Sitting {
  readonly running: Running;
  /** Waits until the terminal has been sent that. */
  readonly until: (pattern: RegExp) => Promise<void>;
  readonly press: (keys: string) => void;
  readonly seen: Promise<Seen>;
}

interface Desk {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Env;
  /** stdout into a file instead of the terminal. */
  readonly redirect?: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Sits down at a terminal and starts `hedge`. */
export function sit(lab: Lab, words: readonly string[], desk: Desk = {}): Sitting {
  const { columns = 80, rows = 24, env = {}, redirect } = desk;
  const hedge = [process.execPath, launcher, ...words].map(quoted).join(" ");
  const target = redirect === undefined ? "" : ` >${quoted(redirect)}`;
  const command = `stty cols ${String(columns)} rows ${String(rows)}; exec ${hedge}${target}`;
  const running = lab.start("script", ["-qec", command, "/dev/null"], { SHELL: "/bin/sh", ...env });
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(running.soFar().stdout)) {
      if (running.child.exitCode !== null)
        throw new Error(`ended before ${String(pattern)}: ${running.soFar().stdout}`);
      await sleep(20);
    }
  };
  const seen = running.ended.then(({ exitCode, stdout }) => ({
    screen: stdout,
    stdout: redirect === undefined ? stdout : readFileSync(redirect, "utf8"),
    exitCode,
  }));
  return { running, until, press: (keys) => running.child.stdin?.write(keys), seen };
}

/** What stands between the escape codes and line ends: the texts that were painted. */
export function textsOf(screen: string): readonly string[] {
  return screen.split(new RegExp(`${ESC}\\[[0-9;?]*[A-Za-z]|[\\r\\n]+`)).filter((part) => part !== "");
}
