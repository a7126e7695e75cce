import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** How a process of ours ended, and all it printed. */
export interface EndedProcess {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Another `hedge` that this process has started. */
export interface HedgeProcess {
  /** Its first line on stdout; null where it ended without one. */
  readonly firstLine: Promise<string | null>;
  readonly ended: Promise<EndedProcess>;
  signal(name: "SIGTERM" | "SIGKILL" | "SIGSTOP"): void;
}

const LAUNCHER = fileURLToPath(new URL("../../../../bin/run.js", import.meta.url));

/** What a program needs of its surroundings to run at all; keys and settings of this shell are none of it. */
const KEPT = ["PATH", "HOME", "TMPDIR", "HEDGE_SHARED_DIR", "TZ"] as const;

/** Starts `hedge WORDS` with no other environment than the given one. Ends with this process at the latest. */
export function startHedge(words: readonly string[], given: Readonly<Record<string, string>> = {}): HedgeProcess {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const child = execa(process.execPath, [LAUNCHER, ...words], {
    env: { ...(Object.fromEntries(kept) as Record<string, string>), NO_COLOR: "1", ...given },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    cleanup: true,
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({ exitCode: exitCode ?? null, stdout, stderr }));
  return {
    firstLine: Promise.race([firstLineOf(child.stdout), ended.then(() => null)]),
    ended,
    signal: (name) => {
      child.kill(name);
    },
  };
}

function firstLineOf(stdout: Pick<Readable, "on">): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}
