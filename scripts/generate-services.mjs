/** Where the shipped files expect the project; `hedge services install` writes the same with the places of a machine. */
const MACHINE = {
  mode: "paper",
  launcher: ["/usr/bin/node", "/opt/hedge/bin/run.js"],
  root: "/opt/hedge",
  config: "/opt/hedge/config",
  state: "/var/lib/hedge/paper",
  shared: "/run/lock",
  target: "file:///var/lib/hedge/mirror",
  port: 8788,
  user: "hedge",
  environmentFile: "/etc/hedge/hedge.env",
  credentials: "/etc/hedge/credentials",
  syncCredentials: [],
};

/** Works from a clone, wherever it lies: `supervisord -c config/services/supervisord.conf`. */
const HERE = "%(here)s/../..";
const CLONE = {
  ...MACHINE,
  launcher: ["node", `${HERE}/bin/run.js`],
  root: HERE,
  config: `${HERE}/config`,
  state: `${HERE}/cache/paper`,
  target: null,
  user: null,
};

async function unit(name) {
  const { systemdUnit } = await import("../dist/core/ops/services/systemd-unit.js");
  return systemdUnit(MACHINE, name);
}

async function supervisor() {
  const { supervisorConf } = await import("../dist/core/ops/services/supervisor-conf.js");
  return supervisorConf(CLONE, { own: `${HERE}/cache`, logs: `${HERE}/cache`, isRelative: true });
}

/** @type {readonly import("./generated.mjs").Generator[]} */
export const serviceGenerators = [
  ...["hedge-executor", "hedge-dashboard", "hedge-sync"].map((name) => ({
    path: `config/services/${name}.service`,
    render: () => unit(name),
  })),
  { path: "config/services/supervisord.conf", render: supervisor },
];
