import type { LivePage } from "../core/page/live-page.js";

/** Who looks: an investor sees no names of strategies, no positions and no refused orders. */
export const VIEWS = ["operator", "investor"] as const;
export type View = (typeof VIEWS)[number];

/** Why there is nothing to show, in words for a person. */
export interface LookFailure {
  readonly message: string;
}

export type Look =
  { readonly ok: true; readonly value: LivePage } | { readonly ok: false; readonly error: LookFailure };

/** What the page shows; reading is all it can do. */
export interface DashboardSource {
  look(view: View): Promise<Look>;
}

/** A file that the page loads: no data in it. */
export interface Asset {
  readonly type: string;
  readonly body: Uint8Array | string;
}
