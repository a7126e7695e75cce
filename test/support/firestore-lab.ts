import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sparePort } from "./spare-port.js";
import { endServer } from "./end-server.js";

/** Where Google's Debian package puts it. */
const FOLDER = "/usr/lib/google-cloud-sdk/platform/cloud-firestore-emulator";

function emulatorJar(): string | null {
  const name = existsSync(FOLDER) ? readdirSync(FOLDER).find((file) => file.endsWith(".jar")) : undefined;
  return name === undefined ? null : join(FOLDER, name);
}

const MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
const jar = emulatorJar();

/** Whether the machine has Google's own emulator, and the Java that it takes. */
export const hasFirestore = jar !== null && spawnSync("java", ["-version"], { stdio: "ignore" }).status === 0;

/** The official Firestore emulator on a spare loopback port. */
export class FirestoreLab {
  #server: ChildProcess | null = null;
  host = "";

  async start(): Promise<void> {
    const port = await sparePort();
    this.host = `127.0.0.1:${String(port)}`;
    const words = ["-Duser.language=en", "-cp", jar ?? "", MAIN_CLASS, "--host=127.0.0.1", `--port=${String(port)}`];
    this.#server = spawn("java", words, { stdio: "ignore" });
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`http://${this.host}/`).catch(() => null);
      if (answer !== null) return;
      if (tries === 600) throw new Error("the Firestore emulator does not answer");
      await sleep(50);
    }
  }

  async dispose(): Promise<void> {
    await endServer(this.#server);
  }
}
