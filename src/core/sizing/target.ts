import type { ExitLevels } from "../domain/intent.js";
import { err, ok, type Result } from "../lib/result.js";
import { adaptiveScale } from "./adaptive-scale.js";
import type { FailureDetail, SizingFailureCode } from "./failure.js";
import type { SizingInput } from "./input.js";
import type { SizingPolicy } from "./policy.js";

/** What a target follows from. */
type TargetInput = Pick<SizingInput, "intent" | "view" | "book" | "policy" | "bucketMultiplier" | "targetScale">;

interface TargetProblem {
  readonly code: SizingFailureCode;
  readonly detail: FailureDetail;
}

const problem = (code: SizingFailureCode, measured: number, detail: FailureDetail = {}): TargetProblem => ({
  code,
  detail: { measured, unit: "fraction", ...detail },
});

/**
 * Notional the strategy wants of the symbol in all, before any clamp (docs/RISK.md#sizing).
 * An intent with an exposure comes from a strategy that has already divided by volatility.
 *
 * Units: USD, > 0. Errors: a named code for every input that is missing, NaN or out of range.
 */
export function targetNotionalUsd(input: TargetInput): Result<number, TargetProblem> {
  const { intent, book, policy } = input;
  const navOk = book.navUsd > 0 && Number.isFinite(book.navUsd);
  if (!navOk) return err(problem("nav_invalid", book.navUsd, { unit: "usd" }));
  const { scale } = adaptiveScale(input, policy);
  const scaleOk = scale >= 0 && scale <= 1;
  if (!scaleOk) return err(problem("scale_unknown", scale, { limit: 1 }));
  return intent.exposure === null ? scaledTarget(input, scale) : exposureTarget(book.navUsd * scale, intent.exposure);
}

function exposureTarget(baseUsd: number, exposure: number): Result<number, TargetProblem> {
  if (!Number.isFinite(exposure)) return err(problem("exposure_invalid", exposure));
  return ok(baseUsd * Math.abs(exposure));
}

function scaledTarget(input: TargetInput, adaptive: number): Result<number, TargetProblem> {
  const { intent, view, book, policy, bucketMultiplier } = input;
  const strengthOk = intent.strength >= 0 && intent.strength <= 1;
  if (!strengthOk) return err(problem("strength_invalid", intent.strength, { limit: 1 }));
  const volatility = view.features.annualVolatility;
  const volatilityOk = volatility > 0 && Number.isFinite(volatility);
  if (!volatilityOk) return err(problem("volatility_invalid", volatility));
  const multiplierOk = bucketMultiplier >= 0 && Number.isFinite(bucketMultiplier);
  if (!multiplierOk) return err(problem("multiplier_invalid", bucketMultiplier, { unit: "multiple" }));
  const scale = volatilityScale(volatility, policy);
  const share = policy.trade_nav_percentage * intent.strength * scale * bucketMultiplier * adaptive;
  const { leg } = intent;
  if (leg === undefined) return ok(book.navUsd * share);
  const legShare = leg.share * (input.targetScale ?? 1);
  if (!(legShare > 0 && Number.isFinite(legShare))) return err(problem("share_invalid", legShare, { limit: 1 }));
  return ok(book.navUsd * share * legShare);
}

/** `vol_target` over the volatility, kept within its bounds. */
export function volatilityScale(volatility: number, policy: SizingPolicy): number {
  return Math.min(policy.vol_scale_max, Math.max(policy.vol_scale_min, policy.vol_target / volatility));
}

/** A position may only be opened with a stop that can be placed. */
export function exitsAreUsable(exits: ExitLevels | null): exits is ExitLevels {
  if (exits === null) return false;
  const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
  return (
    positive(exits.stopDistance) &&
    positive(exits.atr) &&
    (exits.trailDistance === null || positive(exits.trailDistance)) &&
    exits.takeProfits.every((rung) => positive(rung.distance) && rung.fraction > 0 && rung.fraction <= 1)
  );
}
