import type { AlarmRuleKind, MessagePayloads } from '@orrery/contracts';

/** Messages that may tell of an incident; all come from the queue `alarm.events`. */
export const alarmingMessages = [
  'run.event',
  'schedule.event',
  'worker.event',
  'worker.breaker',
  'leader.changed',
  'consistency.event',
] as const;
export type AlarmingMessage = (typeof alarmingMessages)[number];
export type AlarmingEvent = MessagePayloads[AlarmingMessage];

/** What an incident happened to: of the same rule and subject, incidents are one alarm. */
export interface Subject {
  readonly kind: 'task' | 'schedule' | 'worker' | 'cluster' | 'check';
  readonly id: string;
  readonly name: string;
}

/** Something went wrong that a rule may want to tell people of, whichever event said so. */
export interface Incident {
  /** Of its event: by it the incident counts once. */
  readonly id: string;
  readonly at: string;
  readonly kind: AlarmRuleKind;
  /** Null: it concerns the whole cluster. */
  readonly project: string | null;
  readonly subject: Subject;
  /** The run whose log tells more; null: there is none. */
  readonly runId: string | null;
  /** That run belongs to a node of a workflow, whose own run tells of what comes of it. */
  readonly isOfNode?: boolean;
  /** A few words for the subject of a letter. */
  readonly title: string;
  /** One line of at most 500 characters. */
  readonly summary: string;
  /** What letters of this kind tell beside what every letter tells: the fields of its kind in `letterFields`. */
  readonly facts: Readonly<Record<string, string>>;
  readonly source: { readonly message: AlarmingMessage; readonly event: AlarmingEvent };
}
