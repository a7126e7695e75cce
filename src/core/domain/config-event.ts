/** A setting by its path, `risk_limits.global.max_leverage`; null where it is absent. */
export interface SettingChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** What it does to the risk that passes. */
  readonly effect: string;
}

/** The configuration files were read again by a running session. */
export type ConfigEvent =
  /** What is safe to change holds from here on, the rest waits for a restart. */
  | {
      readonly type: "config.reloaded";
      readonly atMs: number;
      readonly configHash: string;
      /** The whole configuration that holds from here on. */
      readonly config: unknown;
      readonly codeVersion: string;
      readonly changes: readonly SettingChange[];
      /** Settings of the files that are not followed. */
      readonly refused: readonly SettingChange[];
    }
  /** They can't be used: nothing changes. */
  | { readonly type: "config.refused"; readonly atMs: number; readonly reason: string };
