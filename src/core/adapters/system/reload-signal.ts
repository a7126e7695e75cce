import { isatty } from "node:tty";

/** SIGHUP: the word to read the configuration again. */
export interface ReloadSignal {
  /** Called at each word from here on; one that came before is told at once. */
  listen(read: () => void): void;
  /** Fires when the terminal that the process was started at is gone: the same signal says so. */
  readonly hangUp: AbortSignal;
  dispose(): void;
}

export function listenForReload(): ReloadSignal {
  const hasTerminal = isatty(0);
  const hangUp = new AbortController();
  let read: (() => void) | null = null;
  let isEarly = false;
  const onSignal = (): void => {
    if (hasTerminal && !isatty(0)) hangUp.abort("the terminal is gone");
    else if (read === null) isEarly = true;
    else read();
  };
  process.on("SIGHUP", onSignal);
  return {
    listen: (listener) => {
      read = listener;
      if (isEarly) listener();
    },
    hangUp: hangUp.signal,
    dispose: () => {
      process.off("SIGHUP", onSignal);
    },
  };
}
