import type { ChildProcess } from "node:child_process";

/** Ends a server that a test started, and waits until it is gone; nothing where it never was, or has ended by itself. */
export async function endServer(server: ChildProcess | null): Promise<void> {
  if (server === null || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await ended;
}
