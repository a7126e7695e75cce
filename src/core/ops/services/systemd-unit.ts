import {
  credentialNames,
  finalExits,
  OWN_MARK,
  type ServiceName,
  type ServicePlan,
  serviceEnvironment,
  serviceTitle,
  serviceWords,
  writablePlaces,
} from "./service-plan.js";

type Line = readonly [key: string, value: string];

/** What every service may do without, whoever starts it. */
const FOR_ALL: readonly Line[] = [
  ["NoNewPrivileges", "yes"],
  ["UMask", "0077"],
  ["LockPersonality", "yes"],
  ["RestrictNamespaces", "yes"],
  ["RestrictRealtime", "yes"],
  ["RestrictSUIDSGID", "yes"],
  ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"],
  ["SystemCallArchitectures", "native"],
  ["SystemCallFilter", "@system-service"],
  ["SystemCallErrorNumber", "EPERM"],
];

/** What only the machine's own manager can take away. No MemoryDenyWriteExecute: Node compiles while it runs. */
const FOR_SYSTEM: readonly Line[] = [
  ["CapabilityBoundingSet", ""],
  ["AmbientCapabilities", ""],
  ["SystemCallFilter", "~@privileged @resources"],
  // beLessUrgent of the mirror lowers its own priority, nothing more.
  ["SystemCallFilter", "setpriority"],
  ["ProtectSystem", "strict"],
  ["ProtectHome", "read-only"],
  ["PrivateTmp", "yes"],
  ["PrivateDevices", "yes"],
  ["ProtectClock", "yes"],
  ["ProtectControlGroups", "yes"],
  ["ProtectHostname", "yes"],
  ["ProtectKernelLogs", "yes"],
  ["ProtectKernelModules", "yes"],
  ["ProtectKernelTunables", "yes"],
  ["ProtectProc", "invisible"],
  ["RemoveIPC", "yes"],
];

/** A word as systemd reads it back: no specifier, no variable, no second word in it. */
function quoted(word: string): string {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A path in a setting: specifiers count there, variables don't. */
function path(text: string): string {
  const plain = text.replaceAll("%", "%%");
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/**
 * A unit for systemd. A service that stops answering is killed by the watchdog and started again; one that ends with a
 * code that asks for a person stays down.
 */
export function systemdUnit(plan: ServicePlan, name: ServiceName): string {
  const isSystem = plan.user !== null;
  const unit: readonly Line[] = [
    ["Description", serviceTitle(plan, name)],
    ...(isSystem
      ? ([
          ["Wants", "network-online.target"],
          ["After", "network-online.target time-sync.target"],
        ] as const)
      : []),
    // Tried again for as long as it takes, not five times.
    ["StartLimitIntervalSec", "0"],
  ];
  const service: readonly Line[] = [...process(plan, name), ...FOR_ALL, ...(isSystem ? confinement(plan, name) : [])];
  const install: readonly Line[] = [["WantedBy", isSystem ? "multi-user.target" : "default.target"]];
  return [
    `# ${OWN_MARK}, which overwrites it. Settings of your own: systemctl edit ${name}`,
    ...section("Unit", unit),
    "",
    ...section("Service", service),
    "",
    ...section("Install", install),
    "",
  ].join("\n");
}

function process(plan: ServicePlan, name: ServiceName): readonly Line[] {
  const { root, user, environmentFile, credentials } = plan;
  const isExecutor = name === "hedge-executor";
  const names = credentialNames(plan, name);
  return [
    ["Type", "notify"],
    ["NotifyAccess", "all"],
    ["ExecStart", serviceWords(plan, name).map(quoted).join(" ")],
    // Limits and settings that may change while it trades are read again (`systemctl reload`).
    ...(isExecutor ? [["ExecReload", "/bin/kill -HUP $MAINPID"] as const] : []),
    ["WorkingDirectory", root.replaceAll("%", "%%")],
    ...(user === null ? [] : [["User", user] as const]),
    ...Object.entries(serviceEnvironment(plan, name)).map(([key, value]): Line => ["Environment", `${key}=${value}`]),
    ...(environmentFile === null ? [] : [["EnvironmentFile", `-${environmentFile.replaceAll("%", "%%")}`] as const]),
    ...names.map((key): Line => ["LoadCredential", path(`${key}:${credentials ?? ""}/${key}`)]),
    ["Restart", "on-failure"],
    ["RestartSec", isExecutor ? "1" : "5"],
    ["RestartPreventExitStatus", finalExits(name).join(" ")],
    ["SuccessExitStatus", "130 143"],
    // A start folds the whole journal and asks the venue.
    ["TimeoutStartSec", "15min"],
    ["WatchdogSec", "60"],
    ["WatchdogSignal", "SIGKILL"],
    ["KillMode", "mixed"],
    ["TimeoutStopSec", "60"],
  ];
}

function confinement(plan: ServicePlan, name: ServiceName): readonly Line[] {
  const places = writablePlaces(plan, name);
  return [...FOR_SYSTEM, ...places.map((place): Line => ["ReadWritePaths", path(`-${place}`)])];
}

function section(title: string, lines: readonly Line[]): readonly string[] {
  return [`[${title}]`, ...lines.map(([key, value]) => `${key}=${value}`)];
}
