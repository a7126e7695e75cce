import { join } from "node:path";
import { fundDirectory } from "../../journal/fund-ledger.js";
import { RATES_FILE } from "../../journal/rates-file.js";
import type { Clock } from "../../lib/clock.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { TelemetryCopy } from "../../sync/snapshots.js";
import { TELEMETRY_SCHEMAS } from "../../telemetry/exported.schema.js";
import { mirroredFundFile } from "./mirrored-names.js";

const NAMES = Object.keys(TELEMETRY_SCHEMAS);
const LINE_FILES = NAMES.filter((name) => name.endsWith(".jsonl"));
/** Written together: they know the same journal line, or somebody is about to replace the rest of them. */
const TOGETHER = ["positions.json", "risk_state.json", "router_health.json", "nav_log.json"];
const HEALTH = "health.json";

/** Line files grow without end: they go less often, and not at all beyond a length; a restore makes them from the journal. */
const LINES_EVERY_MS = 60_000;
const MAX_LINES_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Copies the telemetry files of a state directory, as they stand together, and what is beside the journal: the fund's ledger, rates. */
export class TelemetryCopies {
  #linesAtMs = -Infinity;

  constructor(
    readonly directory: string,
    readonly files: Pick<Files, "readBytes" | "list">,
    readonly clock: Pick<Clock, "monotonicMs">,
  ) {}

  /** Empty where the files are being replaced just now, or there are none. */
  read(): readonly TelemetryCopy[] {
    const together = TOGETHER.flatMap((name) => this.#document(name));
    const known = new Set(together.map(({ seq }) => seq));
    if (together.length !== TOGETHER.length || known.size !== 1) return [];
    return [...together, ...this.#document(HEALTH), ...this.#lines(), ...this.#fund()];
  }

  /**
   * No journal line makes these again. A ledger cites journal lines that the telemetry files beside it know, so all wait for
   * the same ones.
   */
  #fund(): readonly TelemetryCopy[] {
    const ledger = this.files.list(fundDirectory(this.directory)).flatMap((file) => {
      const name = mirroredFundFile(file);
      const bytes = name === null ? null : this.files.readBytes(join(fundDirectory(this.directory), file));
      return name === null || bytes === null ? [] : [{ name, bytes: wholeLines(bytes), seq: null }];
    });
    const rates = this.files.readBytes(join(this.directory, RATES_FILE));
    return rates === null ? ledger : [...ledger, { name: RATES_FILE, bytes: rates, seq: null }];
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
      return [{ name, bytes: wholeLines(bytes), seq: null }];
    });
  }
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}
