import { join } from "node:path";
import type { Clock } from "../../lib/clock.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { TelemetryCopy } from "../../sync/snapshots.js";
import { TELEMETRY_SCHEMAS } from "../../telemetry/exported.schema.js";

const NAMES = Object.keys(TELEMETRY_SCHEMAS);
const LINE_FILES = NAMES.filter((name) => name.endsWith(".jsonl"));
/** Written together: they know the same journal line, or somebody is about to replace the rest of them. */
const TOGETHER = ["positions.json", "risk_state.json", "router_health.json", "nav_log.json"];
const HEALTH = "health.json";

/** Line files grow without end: they go less often, and not at all beyond a length; a restore makes them from the journal. */
const LINES_EVERY_MS = 60_000;
const MAX_LINES_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Copies the telemetry files of a state directory, as they stand together. */
export class TelemetryCopies {
  #linesAtMs = -Infinity;

  constructor(
    readonly directory: string,
    readonly files: Pick<Files, "readBytes">,
    readonly clock: Pick<Clock, "monotonicMs">,
  ) {}

  /** Empty where the files are being replaced just now, or there are none. */
  read(): readonly TelemetryCopy[] {
    const together = TOGETHER.flatMap((name) => this.#document(name));
    const known = new Set(together.map(({ seq }) => seq));
    if (together.length !== TOGETHER.length || known.size !== 1) return [];
    return [...together, ...this.#document(HEALTH), ...this.#lines()];
  }

  #document(name: string): readonly TelemetryCopy[] {
    const bytes = this.files.readBytes(join(this.directory, name));
    const parsed = bytes === null ? null : parseJson(Buffer.from(bytes).toString("utf8"));
    if (bytes === null || parsed?.ok !== true) return [];
    const { value } = parsed;
    const seq: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "seq") : null;
    return [{ name, bytes, seq: typeof seq === "number" && Number.isSafeInteger(seq) ? seq : null }];
  }

  #lines(): readonly TelemetryCopy[] {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.#linesAtMs < LINES_EVERY_MS) return [];
    this.#linesAtMs = nowMs;
    return LINE_FILES.flatMap((name) => {
      const bytes = this.files.readBytes(join(this.directory, name));
      if (bytes === null || bytes.length > MAX_LINES_BYTES) return [];
      return [{ name, bytes: bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1), seq: null }];
    });
  }
}
