import { createControlClient } from "../../../src/core/adapters/control/control-client.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import type { FlattenDocument } from "../../../src/core/app/operator/flatten-document.js";
import { flattenSession } from "../../../src/core/app/operator/flatten-session.js";
import { untilFlat } from "../../../src/core/app/operator/run-until-flat.js";
import { givenClock as clock } from "./given-clock.js";
import type { SessionLab } from "./session-lab.js";

/** `hedge flatten --yes` of everything, whoever has the books, in a shell without ENV and with no configuration folder. */
export async function flattenBy(lab: SessionLab): Promise<FlattenDocument> {
  const mode = "testnet";
  const client = createControlClient({ clock, silenceMs: 10_000 });
  const world = { configDirectory: "nowhere", files: nodeFiles, clock, env: lab.env, mostMs: 20_000 };
  const ports = { files: nodeFiles, clock, client, patienceMs: 5_000, watchMs: 20_000 };
  const session = { directory: lab.directory, mode } as const;
  return (await flattenSession(session, null, { ...ports, runner: untilFlat(mode, world) })).document;
}
