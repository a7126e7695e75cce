import { type KeeperName, SERVICES, type ServiceName, type ServicePlan } from "./service-plan.js";
import { type ServiceState, supervisorStates, SYSTEMD_PROPERTIES, systemdStates } from "./service-state.js";
import { supervisorConf } from "./supervisor-conf.js";
import { systemdUnit } from "./systemd-unit.js";

/** A program and its words. */
export type Words = readonly [program: string, ...words: string[]];

export interface ServiceFile {
  readonly path: string;
  readonly text: string;
}

/** What a manager of processes needs to be told, as files and commands. */
export interface ServiceKeeper {
  readonly name: KeeperName;
  /** Directories that have to be there before. */
  readonly directories: readonly string[];
  readonly paths: readonly string[];
  /** The files of a plan, in the order of `paths`. */
  files(plan: ServicePlan): readonly ServiceFile[];
  /** Makes the manager read what was written; empty where it reads at the start. */
  readonly reload: readonly Words[];
  /** Starts all three, now and after each boot. */
  readonly start: readonly Words[];
  /** Where the first of `start` is refused because no manager runs: what starts one. */
  readonly launch: Words | null;
  /** Before files are removed. */
  readonly stop: readonly Words[];
  /** After they have been. */
  readonly forget: readonly Words[];
  readonly ask: Words;
  states(printed: string): readonly ServiceState[];
  /** How to see the last lines of a service: a command, or a file. */
  logs(name: ServiceName, lines: number): Words;
}

/** Where things lie on this machine. */
export interface ServicePlaces {
  /** For all users (root) or for one. */
  readonly isSystem: boolean;
  readonly home: string;
  /** Working directory of the services. */
  readonly root: string;
}

const units = SERVICES.map((name) => `${name}.service`);

function systemd({ isSystem, home }: ServicePlaces): ServiceKeeper {
  const folder = isSystem ? "/etc/systemd/system" : `${home}/.config/systemd/user`;
  const scope = isSystem ? [] : ["--user"];
  const reload: Words = ["systemctl", ...scope, "daemon-reload"];
  return {
    name: "systemd",
    directories: [folder],
    paths: units.map((unit) => `${folder}/${unit}`),
    files: (plan) => SERVICES.map((name) => ({ path: `${folder}/${name}.service`, text: systemdUnit(plan, name) })),
    reload: [reload],
    start: [["systemctl", ...scope, "enable", "--now", ...units]],
    launch: null,
    stop: [["systemctl", ...scope, "disable", "--now", ...units]],
    forget: [reload],
    ask: ["systemctl", ...scope, "show", ...units, `--property=${SYSTEMD_PROPERTIES.join(",")}`],
    states: systemdStates,
    logs: (name, lines) => ["journalctl", ...scope, "--unit", name, "--lines", String(lines), "--no-pager"],
  };
}

/** The machine's supervisor (Debian's), or one of this user's own beside the state. */
function supervisor({ isSystem, root }: ServicePlaces): ServiceKeeper {
  if (isSystem) return supervisorAt({ own: null, file: "/etc/supervisor/conf.d/hedge.conf" });
  const own = `${root}/cache/services`;
  return supervisorAt({ own, file: `${own}/supervisord.conf` });
}

/** The supervisor that somebody started with the file in a clone, and what tells that it was. */
export function shippedSupervisor(root: string): { readonly keeper: ServiceKeeper; readonly sign: string } {
  const own = `${root}/cache`;
  return {
    keeper: supervisorAt({ own, file: `${root}/config/services/supervisord.conf` }),
    sign: `${own}/supervisord.log`,
  };
}

function supervisorAt({ own, file }: { readonly own: string | null; readonly file: string }): ServiceKeeper {
  const logs = own ?? "/var/log/supervisor";
  const control = (...words: string[]): Words => ["supervisorctl", ...(own === null ? [] : ["-c", file]), ...words];
  return {
    name: "supervisor",
    directories: own === null ? [] : [own],
    paths: [file],
    files: (plan) => [{ path: file, text: supervisorConf(plan, { own, logs }) }],
    reload: [],
    start: [control("update")],
    launch: own === null ? null : ["supervisord", "-c", file],
    stop: own === null ? [] : [control("shutdown")],
    forget: own === null ? [control("update")] : [],
    ask: control("status"),
    states: supervisorStates,
    logs: (name, lines) => ["tail", "-n", String(lines), `${logs}/${name}.log`],
  };
}

export function serviceKeeper(name: KeeperName, places: ServicePlaces): ServiceKeeper {
  return name === "systemd" ? systemd(places) : supervisor(places);
}
