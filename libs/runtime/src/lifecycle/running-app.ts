import type { HealthReport } from '../health/health-registry.js';

/** An app that was started: what `main.ts` and the standalone composition hold on to. */
export interface RunningApp {
  readonly name: string;
  /** Drains and stops within the app's grace period. Stopping twice is fine. */
  stop(): Promise<void>;
  health(): HealthReport;
  ready(): Promise<boolean>;
}
