/** Passes the question of a master, which did not hear this worker, on to its heartbeat. */
export class Answers {
  private listener: () => void = () => undefined;

  /** Told when a heartbeat is wanted now. */
  onWanted(listener: () => void): void {
    this.listener = listener;
  }

  give(): void {
    this.listener();
  }
}
