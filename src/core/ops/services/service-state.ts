import { SERVICES, type ServiceName } from "./service-plan.js";

/** How a service does, in the same words under every manager. */
export interface ServiceState {
  readonly name: ServiceName;
  /** `finished`: it ended by itself, as it should; `stopped`: a person ended it, or nobody has started it. */
  readonly state: "running" | "starting" | "finished" | "stopped" | "failed" | "not_installed" | "unknown";
  readonly pid: number | null;
  /** What the manager says, in its own words. */
  readonly detail: string;
}

/** Properties to ask systemd for. */
export const SYSTEMD_PROPERTIES = [
  "Id",
  "LoadState",
  "ActiveState",
  "SubState",
  "Result",
  "MainPID",
  "ExecMainStatus",
  "NRestarts",
] as const;

/** What `systemctl show` printed: one block of `Key=value` lines a unit. */
export function systemdStates(shown: string): readonly ServiceState[] {
  const blocks = shown.split(/\n\n+/).map((block) => new Map(block.split("\n").map(keyAndValue)));
  return SERVICES.map((name) => {
    const found = blocks.find((block) => block.get("Id") === `${name}.service`);
    return found === undefined ? unknown(name, "systemd says nothing of it") : systemdState(name, found);
  });
}

function keyAndValue(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}

function systemdState(name: ServiceName, unit: ReadonlyMap<string, string>): ServiceState {
  const word = (key: (typeof SYSTEMD_PROPERTIES)[number]): string => unit.get(key) ?? "";
  if (word("LoadState") === "not-found") return { name, state: "not_installed", pid: null, detail: "no such unit" };
  const pid = Number(word("MainPID"));
  const exit = word("ExecMainStatus");
  const restarts = word("NRestarts");
  const detail = [
    `${word("ActiveState")} (${word("SubState")})`,
    ...(exit === "" || exit === "0" ? [] : [`last exit ${exit}`]),
    ...(restarts === "" || restarts === "0" ? [] : [`${restarts} restarts`]),
  ].join(", ");
  return { name, state: stateOfUnit(word("ActiveState"), exit), pid: pid > 0 ? pid : null, detail };
}

function stateOfUnit(active: string, exit: string): ServiceState["state"] {
  if (active === "active") return "running";
  if (active === "activating" || active === "reloading") return "starting";
  if (active === "failed") return "failed";
  if (active === "deactivating") return "stopped";
  return active === "inactive" ? (exit === "0" || exit === "" ? "stopped" : "failed") : "unknown";
}

const SUPERVISOR_STATES: Readonly<Record<string, ServiceState["state"]>> = {
  RUNNING: "running",
  STARTING: "starting",
  BACKOFF: "starting",
  STOPPING: "stopped",
  STOPPED: "stopped",
  EXITED: "finished",
  FATAL: "failed",
  UNKNOWN: "unknown",
};

/** What `supervisorctl status` printed: `hedge-sync  RUNNING  pid 12, uptime 0:00:09`. */
export function supervisorStates(printed: string): readonly ServiceState[] {
  return SERVICES.map((name) => {
    const line = printed.split("\n").find((text) => text.split(/\s+/)[0]?.split(":").at(-1) === name);
    if (line === undefined) return { name, state: "not_installed", pid: null, detail: "supervisor does not know it" };
    const [, word = "", ...rest] = line.split(/\s+/);
    const pid = /\bpid (\d+)/.exec(line)?.[1];
    const state = SUPERVISOR_STATES[word] ?? "unknown";
    return { name, state, pid: pid === undefined ? null : Number(pid), detail: `${word} ${rest.join(" ")}`.trim() };
  });
}

function unknown(name: ServiceName, detail: string): ServiceState {
  return { name, state: "unknown", pid: null, detail };
}
