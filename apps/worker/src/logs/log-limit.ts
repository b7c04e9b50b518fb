import { settingCatalogue } from '@orrery/domain';

/** How much of a run's output is kept, as masters told it last (setting `runs.logBytes`). */
export class LogLimit {
  private limitBytes: number = settingCatalogue['runs.logBytes'].fallback;

  get bytes(): number {
    return this.limitBytes;
  }

  /** Holds for attempts that begin from now on; masters of earlier versions tell nothing. */
  learn(bytes: number | undefined): void {
    this.limitBytes = bytes ?? this.limitBytes;
  }
}
