import { age, utc } from "../../core/lib/format.js";
import { listed, LOG } from "../model/lists.js";
import { besides, titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { drawTable, type TableColumn } from "../paint/table.js";
import type { Tone } from "../paint/theme.js";
import { isVoid, type Pulse } from "../model/liveness.js";
import type { DrawContext } from "./draw-context.js";
import { timeOf } from "./words.js";

type KnownProcess = NonNullable<DrawContext["view"]["pulse"]["process"]>;
type LogItem = DrawContext["view"]["log"][number];

const LEVELS: Readonly<Record<LogItem["level"], readonly [string, Tone]>> = {
  error: ["E", "bad"],
  warning: ["W", "warn"],
  info: ["I", "dim"],
};

function logColumns(at: string): readonly TableColumn<LogItem>[] {
  return [
    { title: "TIME", cell: (row) => ({ text: timeOf(row.at, at), tone: "dim" }) },
    { title: "L", cell: ({ level }) => ({ text: LEVELS[level][0], tone: LEVELS[level][1] }) },
    { title: "SOURCE", cell: ({ source }) => ({ text: source }) },
    {
      title: "WHAT",
      cell: ({ text, level }) => ({ text, tone: level === "info" ? "plain" : LEVELS[level][1] }),
      least: 20,
    },
  ];
}

export function drawLog(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  const list = listed(LOG, "health", view, ui);
  const filter = ui.filters.health ?? "";
  const note = `${filter === "" ? "" : `filter: ${filter}  `}${String(list.rows.length)} rows`;
  const body = titled(pane, `LOG of the journal, ${ui.level} and worse (l: level)`, note);
  const cursor = ui.page === "health" ? list.cursor : null;
  drawTable(body, { columns: logColumns(view.at), rows: list.rows, cursor, none: "no event at this level" });
}

/** Four clocks, never merged: heartbeat, the session's own ages, the venue's streams, this screen. */
function drawClocks(pane: Pane, { view, pulse }: DrawContext): void {
  const body = titled(pane, "CLOCKS age / limit");
  const beat = pulse.ageMs === null ? null : Math.round(pulse.ageMs / 1_000) * 1_000;
  const rows = [
    { name: "heartbeat", ageMs: beat, limitMs: view.pulse.limitMs },
    ...view.clocks.map(({ name, ageMs, limitMs }) => ({ name, ageMs, limitMs })),
  ];
  rows.forEach(({ name, ageMs, limitMs }, y) => {
    // Ages that a silent process told stand still: they say nothing of now.
    const isDoubtful = isVoid(pulse) && name !== "heartbeat" && ageMs !== null;
    const isOver = limitMs !== null && ageMs !== null && ageMs > limitMs;
    const isEnded = name === "heartbeat" && !isVoid(pulse) && pulse.liveness !== "alive" && pulse.liveness !== "stale";
    const isGone = name === "heartbeat" && pulse.liveness === "none" && !view.pulse.lockHeld;
    const state = isGone
      ? "gone"
      : isDoubtful
        ? "?"
        : isEnded
          ? pulse.liveness
          : isOver
            ? "STALE"
            : ageMs === null
              ? "n/a"
              : "ok";
    body.write(1, y, name, "dim");
    body.writeRight(y, `${age(ageMs)}${isDoubtful ? "?" : ""}`, isDoubtful ? "dim" : "plain", 26);
    body.write(27, y, `/ ${limitMs === null ? "-" : age(limitMs)}`, "dim");
    body.write(37, y, state, (isOver && !isEnded) || isGone ? "bad" : "plain");
  });
}

/** What a process said of itself last is no fact of now once it no longer beats. */
function processText({ pid, state }: KnownProcess, pulse: Pulse, lockHeld: boolean): string {
  const who = `pid ${String(pid)}`;
  if (pulse.liveness === "starting") return `${who} (the one before)`;
  if (pulse.liveness !== "none" || state !== "running") return `${who} ${state}`;
  return `${who} ${lockHeld ? "hangs" : "gone"} (said ${state})`;
}

function drawProcess(pane: Pane, { view, pulse }: DrawContext): void {
  const body = titled(pane, "PROCESS");
  const { process } = view.pulse;
  const latency = process?.latencies["decision"];
  const rss = process?.rssBytes ?? null;
  const lines =
    process === null
      ? ["no heartbeat file"]
      : [
          processText(process, pulse, view.pulse.lockHeld),
          `since ${utc(process.startedAt)} (wall)`,
          `rss ${rss === null ? "n/a" : `${(rss / 1e6).toFixed(0)} MB`}, line ${String(process.seq)}, lock ${view.pulse.lockHeld ? "held" : "free"}`,
          `decision p50 ${age(latency?.p50 ?? null)} p99 ${age(latency?.p99 ?? null)}`,
          `market ${utc(view.at)}`,
        ];
  const origin = view.origin;
  const about =
    origin === null
      ? []
      : [
          `code ${origin.codeVersion}, config ${origin.configHash.slice(0, 12)}`,
          `from ${utc(origin.from)}${origin.to === null ? "" : ` to ${utc(origin.to)}`}`,
        ];
  [...lines, ...about].forEach((text, y) => body.write(1, y, text));
}

export function drawHealth(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  const top = Math.max(9, view.clocks.length + 3);
  if (!ui.zoomed) {
    const [left, right] = besides(pane.part(0, 0, Infinity, top - 1), Math.floor(pane.width / 2) + 4);
    drawClocks(left, context);
    drawProcess(right, context);
    view.unread.forEach((text, index) => pane.write(1, top - 2 - index, `! ${text}`, "bad"));
  }
  const list = listed(LOG, "health", view, ui);
  const log = ui.zoomed ? pane : pane.part(0, top - 1);
  const opened = ui.open ? list.current : null;
  drawLog(opened !== null ? log.part(0, 0, Infinity, Math.max(3, log.height - 6)) : log, context);
  if (opened !== null) drawRecord(log.part(0, Math.max(3, log.height - 6)), opened);
}

function drawRecord(pane: Pane, row: LogItem): void {
  const body = titled(pane, `line ${String(row.seq)} of the journal`, utc(row.at));
  const width = Math.max(10, body.width - 2);
  for (let y = 0; y * width < row.text.length && y < body.height; y++) {
    body.write(1, y, row.text.slice(y * width, (y + 1) * width));
  }
}
