import { type Check, fail, pass, skip, warn } from "./check.js";
import { bytesText } from "./words.js";

export interface EnvironmentFacts {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly hasFlock: boolean;
  readonly availableMemoryBytes: number;
}

export interface TerminalFacts {
  readonly interactive: boolean;
  readonly width: number;
  readonly colour: boolean;
  /** The variable TERM. */
  readonly term: string | null;
}

const NODE_MAJOR = 20;
const NODE_MINOR = 19;
/** A default run over two years of hourly bars stays below 400 MB. */
const COMFORTABLE_MEMORY_BYTES = 512 * 1_024 * 1_024;
const LEAST_MEMORY_BYTES = 128 * 1_024 * 1_024;
const SCREEN_COLUMNS = 80;

export function checkNode({ nodeVersion }: Pick<EnvironmentFacts, "nodeVersion">): Check {
  const [major = Number.NaN, minor = Number.NaN] = nodeVersion.split(".").map(Number);
  const isEnough = major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR);
  const needed = `${String(NODE_MAJOR)}.${String(NODE_MINOR)} or newer`;
  if (isEnough) return pass("environment.node", `Node ${nodeVersion} (needed: ${needed})`);
  return fail("environment.node", `Node ${nodeVersion}, needed: ${needed}`, "install a newer Node");
}

/** The executor's lock needs flock(1) or the abstract sockets that only Linux has. */
export function checkPlatform({ platform, hasFlock }: Pick<EnvironmentFacts, "platform" | "hasFlock">): Check {
  const id = "environment.platform";
  const install = "install flock (Linux: package util-linux; macOS: brew install flock)";
  if (platform !== "linux" && platform !== "darwin") {
    return fail(id, `${platform}: hedge runs on Linux and macOS`, "use Linux or macOS (on Windows: WSL)");
  }
  if (hasFlock) return pass(id, `${platform}, locks with flock`);
  if (platform === "linux") return pass(id, "linux without flock: locks with an abstract socket instead");
  return fail(id, "darwin without flock: nothing keeps two executors apart", install);
}

export function checkMemory({ availableMemoryBytes }: Pick<EnvironmentFacts, "availableMemoryBytes">): Check {
  const id = "environment.memory";
  const detail = `${bytesText(availableMemoryBytes)} available`;
  if (availableMemoryBytes >= COMFORTABLE_MEMORY_BYTES) return pass(id, detail);
  const wanted = `${detail}, a run over the bundled data wants ${bytesText(COMFORTABLE_MEMORY_BYTES)}`;
  const fix = "end other programs or raise the memory limit of the container";
  return availableMemoryBytes >= LEAST_MEMORY_BYTES ? warn(id, wanted, fix) : fail(id, wanted, fix);
}

export function checkTerminal({ interactive, width, colour, term }: TerminalFacts): Check {
  const id = "environment.terminal";
  if (!interactive) return skip(id, "the output is no terminal: no colours, no progress bar, 80 columns");
  const detail = `${term ?? "TERM not set"}, ${String(width)} columns, ${colour ? "colours" : "no colours"}`;
  if (width >= SCREEN_COLUMNS) return pass(id, detail);
  return warn(id, `${detail}: tables leave columns out`, `widen the terminal to ${String(SCREEN_COLUMNS)} columns`);
}
