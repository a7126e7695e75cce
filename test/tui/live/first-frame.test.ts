import { describe, expect, it } from "vitest";
import { firstFrame } from "../../../src/tui/live/first-frame.js";
import { sampleView } from "../sample-view.js";

const LOOK = { page: "overview", theme: "mono", ascii: true, colour: false, investor: false, operator: false } as const;

/** A terminal of 80×24 that remembers in which order it was asked for what. */
async function opened(): Promise<{ said: string[]; frame: ReturnType<typeof firstFrame> }> {
  const said: string[] = [];
  const output = {
    ...{ columns: 80, rows: 24, once: () => undefined },
    write: (text: string) => {
      if (text.includes("[?1049h")) said.push("enter");
      if (text.includes("[?1049l")) said.push("leave");
      return true;
    },
  };
  const keyboard = {
    setRawMode: (isRaw: boolean) => said.push(isRaw ? "raw" : "cooked"),
    on: () => undefined,
  };
  return { said, frame: firstFrame(await sampleView(), LOOK, output, keyboard) };
}

/** What the process would call at its end, without ending it. */
function atExit(since: readonly unknown[]): readonly ((code: number) => void)[] {
  return process.listeners("exit").filter((listener) => !since.includes(listener));
}

describe("the first frame", () => {
  it("takes the keyboard before the screen, so that no key is shown on it", async () => {
    const { said, frame } = await opened();
    frame.release();
    expect(said).toEqual(["raw", "enter"]);
  });

  it("gives both back when the process ends before anybody took over, and nothing after that", async () => {
    const before = process.listeners("exit");
    const { said, frame } = await opened();
    const [end] = atExit(before);
    end?.(1);
    expect(said).toEqual(["raw", "enter", "cooked", "leave"]);
    frame.release();
    expect(atExit(before)).toEqual([]);
  });
});
