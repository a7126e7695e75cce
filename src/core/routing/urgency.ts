import { isProtectivePurpose, type Purpose } from "../domain/intent.js";

export type Urgency = "entry" | "exit" | "protective";

export function urgencyOf(purpose: Purpose): Urgency {
  if (purpose === "open") return "entry";
  return isProtectivePurpose(purpose) ? "protective" : "exit";
}
