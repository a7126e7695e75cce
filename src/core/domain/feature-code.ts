/**
 * SHA-256 of the code that computes a model's features: `core/screener/model-features.ts` and all that it imports but types.
 * A test works it out anew, so that no model goes on with features that mean something else than what it learned from.
 */
export const FEATURE_CODE_SHA256 = "69237ff655dc2e42f5ba97947348321a1b1762169a9d75d9adced622b84fdd0b";
