export class RestartBackoff {
  constructor(limits?: { initialMs?: number; maxMs?: number; stableAfterMs?: number });
  afterLifeOf(livedMs: number): number;
}
