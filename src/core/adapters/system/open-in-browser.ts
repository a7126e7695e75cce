import { spawn } from "node:child_process";
import { resolve } from "node:path";

/** What opens a file with the program that its kind belongs to. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [command: string, ...words: string[]]>> = {
  darwin: ["open"],
  win32: ["explorer.exe"],
};
const ELSEWHERE = ["xdg-open"] as const;

/** Shows a file in the user's browser, which goes on without us. False where there is nothing that opens it. */
export function openInBrowser(file: string): Promise<boolean> {
  const [command, ...words] = OPENERS[process.platform] ?? ELSEWHERE;
  const child = spawn(command, [...words, resolve(file)], { detached: true, stdio: "ignore" });
  return new Promise((settle) => {
    child.once("error", () => {
      settle(false);
    });
    child.once("spawn", () => {
      child.unref();
      settle(true);
    });
  });
}
