import { execFile } from "node:child_process";
import { SECOND_MS } from "../../lib/time.js";

/** What a process tells the manager that started it. */
export interface ServiceNotice {
  /** It does its work now. From here on its event loop says regularly that it turns; told once, however often it is called. */
  ready(): void;
  /** Ends the signs of life, and resolves once all that was said has been handed over. */
  close(): Promise<void>;
}

const SILENT: ServiceNotice = { ready: () => undefined, close: () => Promise.resolve() };
const TIMEOUT_MS = 5_000;
const US_PER_MS = 1_000;
/** Signs of life in the time after which none counts as a death. */
const SIGNS = 3;

/**
 * Speaks sd_notify(3) through systemd-notify(1): Node has no datagram sockets of that kind. Says nothing where no manager
 * asked for it (`NOTIFY_SOCKET`). Whether it is heard is nobody's concern here: a manager that hears nothing acts.
 */
export function serviceNotice(env: NodeJS.ProcessEnv = process.env): ServiceNotice {
  if ((env["NOTIFY_SOCKET"] ?? "") === "") return SILENT;
  const spoken = new Set<Promise<void>>();
  const say = (...words: readonly string[]): void => {
    const heard = new Promise<void>((resolve) => {
      execFile("systemd-notify", words, { timeout: TIMEOUT_MS, env }, () => {
        spoken.delete(heard);
        resolve();
      });
    });
    spoken.add(heard);
  };
  const everyMs = watchdogMs(env);
  let timer: NodeJS.Timeout | null = null;
  let isReady = false;
  return {
    ready: () => {
      if (isReady) return;
      isReady = true;
      say("--ready");
      if (everyMs === null) return;
      timer = setInterval(() => {
        say("WATCHDOG=1");
      }, everyMs);
      timer.unref();
    },
    close: async () => {
      if (timer !== null) clearInterval(timer);
      await Promise.all(spoken);
    },
  };
}

/** Pause between two signs of life; null where nobody waits for any of this process. */
function watchdogMs(env: NodeJS.ProcessEnv): number | null {
  const limitUs = Number(env["WATCHDOG_USEC"] ?? Number.NaN);
  const isMine = env["WATCHDOG_PID"] === undefined || env["WATCHDOG_PID"] === String(process.pid);
  const usable = isMine && Number.isFinite(limitUs) && limitUs > 0;
  return usable ? Math.max(SECOND_MS / 10, limitUs / US_PER_MS / SIGNS) : null;
}
