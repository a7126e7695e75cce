/** How much a person has to care, mildest first. */
export const SEVERITIES = ["info", "warning", "critical"] as const;
export type NoticeSeverity = (typeof SEVERITIES)[number];

export function isAtLeast(severity: NoticeSeverity, least: NoticeSeverity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
