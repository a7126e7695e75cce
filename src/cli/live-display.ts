import type { Mode } from "../core/domain/mode.js";
import type { LiveDisplay, SessionGlance } from "../core/domain/session-glance.js";
import { age, money } from "../core/lib/format.js";
import { cleanText, cutText, visibleWidth } from "../core/lib/text.js";
import { isoUtc } from "../core/lib/time.js";
import type { Log } from "./log.js";
import { stateTone } from "./screens/tones.js";
import type { Terminal } from "./terminal.js";
import { createTint } from "./tint.js";

interface DisplayPlace {
  /** Asked for each line: a window may be made narrower. */
  readonly terminal: () => Terminal;
  readonly write: (text: string) => void;
  readonly notes: Pick<Log, "info">;
  /** False where something else is printed meanwhile, which one line repainted would garble. */
  readonly mayRepaint: boolean;
}

const CLEAR_LINE = `\r${String.fromCharCode(27)}[K`;

/** One line on a terminal's stderr that is painted over; elsewhere a log line for each step of the start and each change of state. */
export function liveDisplay(mode: Mode, place: DisplayPlace): LiveDisplay {
  return place.terminal().interactive && place.mayRepaint ? repainted(mode, place) : logged(mode, place);
}

function repainted(mode: Mode, { terminal, write }: DisplayPlace): LiveDisplay {
  const paint = (line: (terminal: Terminal) => string): void => {
    write(`${CLEAR_LINE}${line(terminal())}`);
  };
  return {
    step: (what) => {
      // The last column stays free: a full line would begin another one.
      paint(({ width }) => cutText(stepText(mode, what), width - 1));
    },
    show: (glance) => {
      paint((now) => glanceLine(mode, glance, now));
    },
    stop: () => {
      write(CLEAR_LINE);
    },
  };
}

function logged(mode: Mode, { notes }: DisplayPlace): LiveDisplay {
  let last = "";
  return {
    step: (what, atMs) => {
      notes.info(`${isoUtc(atMs)} ${stepText(mode, what)}`);
    },
    show: (glance, atMs) => {
      const state = `${glance.tradingState}${glance.causes.length === 0 ? "" : ` by ${glance.causes.join(", ")}`}`;
      if (state === last) return;
      last = state;
      notes.info(`${isoUtc(atMs)} ${mode.toUpperCase()} ${state}  ${figuresOf(glance)}`);
    },
    stop: () => undefined,
  };
}

function stepText(mode: Mode, what: string): string {
  return `${mode.toUpperCase()} starting: ${cleanText(what)} …`;
}

function figuresOf({ positions, nav }: SessionGlance): string {
  const held = `${String(positions)} position${positions === 1 ? "" : "s"}`;
  return `${held}  NAV ${money(nav.value)} (${age(nav.ageMs)} old)`;
}

/** `TESTNET HALTED by operator_halt +1  2 positions  NAV 99,877.12 (12s old)`: of the causes as many as there is room for. */
export function glanceLine(mode: Mode, glance: SessionGlance, { width, colour }: Terminal): string {
  const { tradingState, causes } = glance;
  const head = `${mode.toUpperCase()} ${tradingState}`;
  const figures = figuresOf(glance);
  const room = width - 1 - visibleWidth(head) - 2 - visibleWidth(figures);
  const rest = cutText(`${causesWithin(causes, room)}  ${figures}`, Math.max(0, width - 1 - head.length));
  return `${mode.toUpperCase()} ${createTint(colour)(tradingState, stateTone(tradingState))}${rest}`;
}

function causesWithin(causes: readonly string[], room: number): string {
  if (causes.length === 0) return "";
  for (let count = causes.length; count > 0; count -= 1) {
    const more = count < causes.length ? ` +${String(causes.length - count)}` : "";
    const text = ` by ${causes.slice(0, count).join(", ")}${more}`;
    if (text.length <= room) return text;
  }
  return ` (${String(causes.length)} cause${causes.length === 1 ? "" : "s"})`;
}
