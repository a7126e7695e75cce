import type { JournalEvent } from "../../domain/event.js";
import { isoUtc } from "../../lib/time.js";
import { segmentPaths } from "../../journal/read.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { parseJson } from "../json-codec.js";
import { modelOfConfig } from "../model/model-in-use.js";
import type { StateReader } from "../read-state.js";
import type { SessionOrigin } from "./session-view.js";

/** A first line holds the whole configuration. */
const MAX_BYTES = 4 * 1_024 * 1_024;
const NEWLINE = 0x0a;

/** What the first line of the journal says of the session; null where it says nothing that is understood. */
export function readOrigin(
  { files, directory }: Pick<StateReader, "files" | "directory">,
  growing: GrowingFiles,
): SessionOrigin | null {
  const [first] = segmentPaths(files, `${directory}/journal`);
  const stand = first === undefined ? null : growing.stand(first);
  if (first === undefined || stand === null) return null;
  const bytes = growing.readRange(first, 0, Math.min(stand.length, MAX_BYTES));
  const end = bytes.indexOf(NEWLINE);
  const parsed = end === -1 ? null : parseJson(new TextDecoder().decode(bytes.subarray(0, end)));
  if (parsed?.ok !== true || typeof parsed.value !== "object" || parsed.value === null) return null;
  const event = parsed.value as JournalEvent;
  if (event.type !== "session.started") return null;
  const { fromMs, toMs, navStart, symbols, configHash, codeVersion, config } = event;
  return {
    from: isoUtc(fromMs),
    to: toMs === null ? null : isoUtc(toMs),
    navStart,
    symbols,
    configHash,
    codeVersion,
    strategies: strategiesOf(config),
    model: modelOfConfig(config)?.id ?? null,
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The configuration may be of another version: only what is there is told. */
function strategiesOf(config: unknown): SessionOrigin["strategies"] {
  const entries = member(member(config, "strategy_registry"), "strategies");
  if (typeof entries !== "object" || entries === null) return [];
  return Object.entries(entries).map(([name, entry]) => ({ name, enabled: member(entry, "enabled") === true }));
}
