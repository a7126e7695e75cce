import { expect } from "vitest";
import type { Ended, Env, Lab } from "./lab.js";
import type { Shape } from "./shape.js";

export type Tree = Record<string, unknown>;

/** The one document on stdout, checked against its description; nothing else there, and nothing on stderr. */
export function documentOf({ stdout, stderr }: Ended, shape: Shape): Tree {
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^\{.*\}\n$/);
  const tree = JSON.parse(stdout) as Tree;
  expect(shape(tree, "$")).toEqual([]);
  return tree;
}

export interface Expected {
  readonly exitCode?: number;
  readonly env?: Env;
}

export type Ask = (words: readonly string[], shape: Shape, expected?: Expected) => Promise<Tree>;

/** Runs `hedge … --json` in a lab: exit code (0 unless another is named), document and silence on stderr are checked. */
export function askingIn(lab: Lab): Ask {
  return async (words, shape, { exitCode = 0, env = {} } = {}) => {
    const ended = await lab.hedge([...words, "--json"], env);
    const tree = documentOf(ended, shape);
    expect(ended.exitCode).toBe(exitCode);
    return tree;
  };
}

export const itemsOf = (tree: Tree): readonly Tree[] => tree["items"] as readonly Tree[];
