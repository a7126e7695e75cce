/** A wish to stop: the first SIGINT or SIGTERM asks, the second ends the process at once. */
export interface StopRequest {
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal has come, null before. */
  exitCode(): 130 | 143 | null;
  dispose(): void;
}

export function listenForStop(): StopRequest {
  const controller = new AbortController();
  let code: 130 | 143 | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    const mine = name === "SIGINT" ? 130 : 143;
    if (code !== null) process.exit(mine);
    code = mine;
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
