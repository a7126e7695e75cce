import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface TemporaryDirectory {
  readonly path: string;
  /** Removes it with all it holds. */
  dispose(): void;
}

/** A new directory that only this user may read. */
export function temporaryDirectory(name: string): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), `hedge-${name}-`));
  return {
    path,
    dispose: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
