// One executor on the built product, without the command line around it: quicker to start, and to kill.
// usage: node --import ./test/support/fault-hooks.mjs crash-child.mjs FLAGS_JSON
import { runToEnd } from "./crash-session.mjs";

try {
  process.stdout.write(JSON.stringify(await runToEnd(JSON.parse(process.argv[2]))));
} catch (error) {
  const { name, message, code, place } = error;
  process.stderr.write(JSON.stringify({ name, message, code, place }));
  process.exitCode = error.exitCode ?? 1;
}
