import type { ServicePlan } from "../../../../src/core/ops/services/service-plan.js";

/** Services of a machine, in paper. */
export function samplePlan(changes: Partial<ServicePlan> = {}): ServicePlan {
  return {
    mode: "paper",
    launcher: [process.execPath, "/opt/hedge/hedge"],
    root: "/tmp",
    config: "/opt/hedge/config",
    state: "/var/lib/hedge/paper",
    shared: "/run/lock",
    target: "file:///mnt/mirror",
    port: 8788,
    user: "hedge",
    environmentFile: "/etc/hedge/hedge.env",
    credentials: "/etc/hedge/credentials",
    syncCredentials: [],
    ...changes,
  };
}
