/**
 * For an abort that only ends a wait and is nobody's error: without a reason of its own, `abort()` makes an exception with
 * a stack, which costs as much again as the abort.
 */
export const OVER = "over";
