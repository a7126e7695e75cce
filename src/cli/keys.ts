/** The part of stdin that is a keyboard. */
export type Keyboard = Pick<NodeJS.ReadStream, "isTTY" | "setRawMode" | "on" | "off" | "resume" | "pause">;

export const CTRL_C = "\u0003";
const CTRL_Z = "\u001a";

/**
 * Tells each key as it is pressed, without echo. Ctrl-Z stops the process as everywhere else, and after `fg` it goes on.
 *
 * Returns: puts the keyboard back; null where stdin is no terminal.
 */
export function listenForKeys(keyboard: Keyboard, onKey: (key: string) => void): (() => void) | null {
  // Node leaves it undefined where there is none.
  if (!keyboard.isTTY) return null;
  const onData = (bytes: Buffer): void => {
    for (const key of bytes.toString("utf8")) {
      if (key !== CTRL_Z) {
        onKey(key);
        continue;
      }
      keyboard.setRawMode(false);
      process.once("SIGCONT", () => keyboard.setRawMode(true));
      process.kill(process.pid, "SIGTSTP");
    }
  };
  keyboard.setRawMode(true);
  keyboard.on("data", onData);
  keyboard.resume();
  return () => {
    keyboard.off("data", onData);
    keyboard.setRawMode(false);
    keyboard.pause();
  };
}
