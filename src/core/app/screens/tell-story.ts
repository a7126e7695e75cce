import { type HedgeProcess, startHedge } from "../../adapters/system/hedge-process.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { ExplainDocument } from "../../ops/explain/explain.js";
import { parseJson } from "../../readmodel/json-codec.js";

/** Asks one question at a time; another one ends that before. */
export class StoryTeller {
  readonly #directory: string;
  #asking: HedgeProcess | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Nobody waits for an answer any more. */
  stop(): void {
    this.#asking?.signal("SIGTERM");
  }

  /**
   * The story of an id as `hedge risk explain` tells it. It folds the journal, which takes seconds for years of it: in a
   * process of its own, so that the screen goes on.
   *
   * Errors: why there is none, in words.
   */
  async tell(id: string): Promise<Result<ExplainDocument, string>> {
    this.#asking?.signal("SIGTERM");
    const asking = startHedge(["risk", "explain", id, "--json", "--state", this.#directory]);
    this.#asking = asking;
    const { exitCode, stdout, stderr } = await asking.ended;
    if (this.#asking === asking) this.#asking = null;
    if (exitCode !== 0) return err(problemOf(stderr));
    const parsed = parseJson(stdout);
    return parsed.ok ? ok(parsed.value as ExplainDocument) : err("what came back is not understood");
  }
}

/** The message of the error document on stderr. */
function problemOf(stderr: string): string {
  const parsed = parseJson(stderr.trim());
  const error: unknown = parsed.ok ? Reflect.get(Object(parsed.value), "error") : null;
  const message: unknown = Reflect.get(Object(error), "message");
  return typeof message === "string" ? message : (stderr.split("\n")[0] ?? "there is no story");
}
