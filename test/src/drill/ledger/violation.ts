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
  | 'workflow run that did not end'
  | 'workflow run that ended as it must not'
  | 'workflow run and run disagree'
  | 'node that ended as it must not'
  | 'node left open'
  | 'node run lost'
  | 'node run doubled'
  | 'node run that its node does not know'
  | 'node run that ended as it must not'
  | 'node and its workflow run disagree'
  | 'look at a workflow run that was forgotten'
  | 'the API tells another ledger'
  | 'the proof of the platform disagrees'
  | 'process that did not get ready again'
  | 'worker killed without a task of every kind'
  | 'left behind'
  | 'limit exceeded';

export interface Violation {
  readonly invariant: Invariant;
  /** Schedule, task or fault that shows it. */
  readonly who: string;
  readonly what: string;
}
