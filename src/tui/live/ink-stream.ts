import type { OwnTerminal } from "./terminal.js";

type Listener = () => void;

/** What Ink takes for its terminal: whole frames come in, the compositor shows them. */
export interface InkStream extends NodeJS.WriteStream {
  /** Tells Ink that the size has changed. */
  resized(): void;
}

/** Ink asks for its size, for resize events, and writes one whole frame a commit (`debug`). */
export function inkStream(terminal: OwnTerminal, onFrame: (frame: string) => void): InkStream {
  const listeners = new Set<Listener>();
  const stream = {
    get columns() {
      return terminal.width;
    },
    get rows() {
      return terminal.height;
    },
    // It must not hide a cursor that is not there, nor ask what terminal this is.
    isTTY: false,
    write: (text: string) => {
      onFrame(text);
      return true;
    },
    on: (event: string, listener: Listener) => {
      if (event === "resize") listeners.add(listener);
      return stream;
    },
    off: (_event: string, listener: Listener) => {
      listeners.delete(listener);
      return stream;
    },
    resized: () => {
      for (const listener of [...listeners]) listener();
    },
  };
  return stream as unknown as InkStream;
}
