import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { ReadFailure } from "../../readmodel/read-state.js";
import { SessionReader } from "../../readmodel/session/session-reader.js";
import { investorSession, investorView, type InvestorView } from "../../readmodel/session/investor-view.js";
import type { SessionView } from "../../readmodel/session/session-view.js";
import { isFine } from "../../readmodel/status.js";
import { chooseStateDirectory, directoriesOf, type StatePlace } from "../choose-state.js";
import { orStarting } from "../starting.js";
import { LinkedState } from "./linked-state.js";

/** A session as the screens follow it. */
export interface ScreenFeed {
  readonly directory: string;
  /** The session now, or the reason why there is nothing to show. */
  read(): Promise<Result<SessionView, ReadFailure>>;
}

/** Opens the session of a state directory for the screens, as it is now or as it was at an instant. */
export async function openScreens(place: StatePlace, at?: string): Promise<Result<ScreenFeed, ReadFailure>> {
  if (at !== undefined) {
    const { pastSource } = await import("./open-past.js");
    const past = new SessionReader(await pastSource(place, at));
    return ok({ directory: place.state ?? "", read: () => past.read() });
  }
  const chosen = await chooseStateDirectory(nodeFiles, place);
  if (!chosen.ok) return err(await orStarting(chosen.error, directoriesOf(place)));
  const directory = chosen.value;
  const state = new LinkedState(directory, { series: true });
  const { files, growing } = state;
  const reader = new SessionReader({
    files,
    growing,
    directory,
    life: () => state.look(),
    toldBy: () => state.source,
    monotonicMs: () => systemClock.monotonicMs(),
    time: "now",
  });
  const read = async (): Promise<Result<SessionView, ReadFailure>> => {
    const view = await reader.read();
    return view.ok ? view : err(await orStarting(view.error, [directory]));
  };
  return ok({ directory, read });
}

/** A session for those who may see the fund alone, as a screen, as text and as a document. */
export function investorFeed(feed: ScreenFeed): ScreenFeed {
  const read = async (): ReturnType<ScreenFeed["read"]> => {
    const view = await feed.read();
    return view.ok ? ok(investorSession(view.value)) : view;
  };
  return { directory: feed.directory, read };
}

export function fundDocument(view: SessionView): InvestorView {
  return investorView(view);
}

/** Whether nobody needs to look: the exit code of `hedge tui --once`. */
export function isViewFine(view: SessionView): boolean {
  return view.time === "past" || isFine(view.status);
}

/** Waits in wall time. */
export function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return systemClock.sleep(durationMs, signal);
}
