import { join } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { Failure } from "../../lib/failure.js";
import { PACKAGE_ROOT } from "../package-root.js";

interface AssetFile {
  readonly type: string;
  readonly body: Uint8Array;
}

const FOLDER = "dist/web/client";
const SCRIPT = "text/javascript; charset=utf-8";
const NAMES: readonly (readonly [name: string, type: string])[] = [
  ...["page.js", "blocks.js", "charts.js", "sign-in.js", "uplot.js"].map((name) => [name, SCRIPT] as const),
  ["uplot.css", "text/css; charset=utf-8"],
];

/** Files of the page as the build left them. Errors: Failure 3 where one is missing. */
export function dashboardAssets(): ReadonlyMap<string, AssetFile> {
  return new Map(
    NAMES.map(([name, type]) => {
      const file = join(PACKAGE_ROOT, FOLDER, name);
      const body = nodeFiles.readBytes(file);
      if (body !== null) return [name, { type, body }];
      throw new Failure("build_missing", 3, `${file} is missing`, {
        file,
        fix: "Run `npm install` (or `npm run build`) in the project.",
      });
    }),
  );
}
