import type { MetricFamily } from "../domain/metric.js";

/** One thing that has to be well, and how it is in words. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What a process tells whoever keeps it running. Asked between two turns of its loop: nothing here waits or reads a network. */
export interface HealthPages {
  /** Whether it should be left running: else a restart is due. */
  livez(): readonly HealthCheck[];
  /** Whether it can do its work now. */
  readyz(): readonly HealthCheck[];
  metrics(): readonly MetricFamily[];
}
