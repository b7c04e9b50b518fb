/** What the leader knows of a living worker whose heartbeats do not come. */
export interface SilentWorkerView {
  /** Since its last heartbeat that any master wrote, by the clock of the database. */
  readonly silentForMs: number;
  /** Since this leader asked it for the first time in this silence; undefined: not yet. */
  readonly askedForMs: number | undefined;
}

/** `heard`: it beats. `ask`: it may be that its heartbeats got lost, so it is asked for one. `lost`: it did not answer either. */
export type SilenceVerdict = 'heard' | 'ask' | 'lost';

/** An answer takes its way through the worker and a master's next look at what was heard. */
const answerWithinMs = 2_000;

/** @param silentMs a worker silent for so long is lost, if it was asked in time. */
export function judgeSilence(view: SilentWorkerView, silentMs: number): SilenceVerdict {
  if (view.silentForMs < silentMs / 2) return 'heard';
  const hadTime = view.askedForMs !== undefined && view.askedForMs >= Math.min(answerWithinMs, silentMs / 4);
  return hadTime && view.silentForMs >= silentMs ? 'lost' : 'ask';
}
