// Asks without a pause whether the lock of a state directory is held, until it is killed; the first answer is told.
import { isLockHeld } from "../../dist/core/adapters/system/lock.js";

for (let asked = 0; ; asked += 1) {
  await isLockHeld(process.argv[2]);
  if (asked === 0) process.stdout.write("asked\n");
}
