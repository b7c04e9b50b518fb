/** What the books of a drill must never show. */
export type Invariant =
  | 'fire lost'
  | 'fire doubled'
  | 'fire that was not planned'
  | 'outcome that its policy does not allow'
  | 'fire without its run'
  | 'run without its fire'
  | 'planned time with several runs'
  | 'run that did not end'
  | 'run that ended as it must not'
  | 'trigger never taken on'
  | 'triggered run lost'
  | 'triggered run doubled'
  | 'success without its effect'
  | 'run doubled'
  | 'effect of an unknown run'
  | 'bad end without an alarm'
  | 'alarm doubled'
  | 'runs side by side against the policy'
  | 'misfire without a cause'
  | 'fixed delay not kept'
  | 'fixed delay that stopped'
  | 'the API tells another ledger'
  | 'the proof of the platform disagrees'
  | 'process that did not get ready again'
  | 'limit exceeded';

export interface Violation {
  readonly invariant: Invariant;
  /** Schedule, task or fault that shows it. */
  readonly who: string;
  readonly what: string;
}
