import {
  finalExits,
  OWN_MARK,
  SERVICES,
  type ServiceName,
  type ServicePlan,
  serviceEnvironment,
  serviceWords,
} from "./service-plan.js";

/** Where a supervisord of this user's own keeps its socket, pid and logs; null for the machine's, which has its own. */
export interface SupervisorPlaces {
  readonly own: string | null;
  /** Directory of the services' logs. */
  readonly logs: string;
  /** Path of the file itself stands in it as `%(here)s`: paths are taken as they are. */
  readonly isRelative?: boolean;
}

type Text = (text: string) => string;

const asIs: Text = (text) => text;
const literal: Text = (text) => text.replaceAll("%", "%%");

function word(text: string): string {
  return /^[\w@%+=:,./()-]+$/.test(text) ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** One program each; with a place of its own, a whole file for an unprivileged supervisord. */
export function supervisorConf(plan: ServicePlan, places: SupervisorPlaces): string {
  const text = places.isRelative === true ? asIs : literal;
  return [
    `; ${OWN_MARK}, which overwrites it.`,
    ...(places.own === null ? [] : ownServer(text(places.own))),
    ...SERVICES.flatMap((name, index) => program(plan, name, { index, text, logs: places.logs })),
    "",
  ].join("\n");
}

function ownServer(place: string): readonly string[] {
  return [
    "[unix_http_server]",
    `file=${place}/supervisor.sock`,
    "chmod=0700",
    "",
    "[supervisord]",
    `logfile=${place}/supervisord.log`,
    "logfile_maxbytes=10MB",
    `pidfile=${place}/supervisord.pid`,
    `childlogdir=${place}`,
    "umask=077",
    "",
    "[rpcinterface:supervisor]",
    "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
    "",
    "[supervisorctl]",
    `serverurl=unix://${place}/supervisor.sock`,
  ];
}

interface Program {
  readonly index: number;
  readonly text: Text;
  readonly logs: string;
}

/**
 * An end that supervisor expects is no reason to start again: the data of a session are over, or a person has to look.
 * Ends by a signal are never expected.
 */
function program(plan: ServicePlan, name: ServiceName, { index, text, logs }: Program): readonly string[] {
  const environment = Object.entries(serviceEnvironment(plan, name)).map(([key, value]) => `${key}="${value}"`);
  return [
    "",
    `[program:${name}]`,
    `command=${serviceWords(plan, name)
      .map((part) => word(text(part)))
      .join(" ")}`,
    `directory=${text(plan.root)}`,
    ...(plan.user === null ? [] : [`user=${plan.user}`]),
    ...(environment.length === 0 ? [] : [`environment=${environment.join(",")}`]),
    `priority=${String(100 * (index + 1))}`,
    "autostart=true",
    "autorestart=unexpected",
    `exitcodes=${[0, ...finalExits(name), 130, 143].join(",")}`,
    "startsecs=3",
    // With the pauses in between, about half an hour.
    "startretries=60",
    "stopsignal=TERM",
    "stopwaitsecs=60",
    "umask=077",
    "redirect_stderr=true",
    `stdout_logfile=${text(logs)}/${name}.log`,
    "stdout_logfile_maxbytes=10MB",
    "stdout_logfile_backups=5",
  ];
}
