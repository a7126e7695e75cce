import * as Flags from "@oclif/core/flags";

/** Under which manager: shared by all verbs of `hedge services`. */
export const serviceFlags = {
  manager: Flags.option({
    description: "who keeps the processes running (default: systemd where the machine runs it, else supervisor)",
    options: ["systemd", "supervisor"] as const,
  })(),
  system: Flags.boolean({ description: "the services of the machine, not of this user (root)", default: false }),
};

/** Whom services run as. */
export const userFlag = Flags.string({
  description: "whom the services run as, with --system; `root` has to be spelt out",
  helpValue: "NAME",
});
