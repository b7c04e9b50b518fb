import {
  ChoiceField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  ListField,
  NameField,
  TextField,
  TextsField,
} from '../fields/index.js';
import { PageQuery } from './page.js';

/** What a rule can raise alarms of. Those of a run or schedule concern its project, the others the whole cluster. */
export const alarmRuleKinds = [
  'run_failed',
  'schedule_missed',
  'schedule_exhausted',
  'worker_lost',
  'worker_resting',
  'leader_changed',
  'consistency_open',
] as const;
export type AlarmRuleKind = (typeof alarmRuleKinds)[number];

export const alarmLevels = ['CRITICAL', 'MAJOR', 'MINOR', 'INFO'] as const;
export type AlarmLevel = (typeof alarmLevels)[number];

export const alarmStates = ['firing', 'acknowledged', 'resolved', 'closed'] as const;
export type AlarmState = (typeof alarmStates)[number];

export const notificationStates = ['pending', 'sending', 'sent', 'failed'] as const;
export type NotificationState = (typeof notificationStates)[number];

const email = { max: 254, pattern: /^[^\s@<>,;"]+@[^\s@<>,;"]+$/, patternHint: 'an e-mail address' };

const kindsInWords =
  'run_failed: a run of a task or workflow failed after its last attempt; schedule_missed: planned times were dropped, or one has come and nobody ' +
  'plans it; schedule_exhausted: a schedule will not fire again; worker_lost: a worker fell silent; worker_resting: attempts ' +
  'fail on a worker, so it is sent nothing for a while; leader_changed: another master leads; consistency_open: something ' +
  "does not fit together and was not repaired. The first three concern the runs and schedules of the rule's project, the " +
  'others the whole cluster, whatever the project of the rule; their alarms stand in that project.';

/** Raises an alarm when something of its kind happens. */
export class CreateAlarmRuleDto {
  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({ example: 'any-failure' })
  name: string;

  @ChoiceField(alarmRuleKinds, { optional: true, default: 'run_failed', description: kindsInWords })
  kind: AlarmRuleKind = 'run_failed';

  @TextsField({
    optional: true,
    max: 100,
    description: 'Names of tasks, of the kind run_failed only; absent: every task of the project.',
  })
  tasks?: string[];

  @FlagField({
    optional: true,
    description:
      'Also of runs of nodes of workflows, of the kind run_failed only. Default: where `tasks` names them. A rule for every task hears ' +
      'of the workflow run alone, which names the nodes that failed; what a workflow deals with is no alarm.',
  })
  includeNodes?: boolean;

  @ChoiceField(alarmLevels, { optional: true, default: 'MAJOR' })
  level: AlarmLevel = 'MAJOR';

  @TextsField({ ...email, maxItems: 50, example: ['oncall@example.org'], description: 'E-mail receivers.' })
  receivers: string[];

  @TextField({ optional: true, max: 500, description: 'Handlebars template of the subject.' })
  subjectTemplate?: string;

  @TextField({ optional: true, max: 20_000, description: 'Handlebars template of the text.' })
  bodyTemplate?: string;

  @FlagField({ optional: true, default: true })
  enabled: boolean = true;
}

export class ReplaceAlarmRuleDto extends CreateAlarmRuleDto {}

export class AlarmRuleDto extends CreateAlarmRuleDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1 })
  version: number;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

export class AlarmRuleListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;
}

export class NotificationDto {
  @IdField()
  id: string;

  @ChoiceField(['email'])
  channel: 'email';

  @TextField()
  receiver: string;

  @IntegerField({ min: 1, description: 'Events it tells of; more than one when a storm was collapsed.' })
  failures: number;

  @ChoiceField(notificationStates)
  state: NotificationState;

  @IntegerField()
  attempts: number;

  @TextField({ optional: true, description: 'Why the last try did not succeed.' })
  lastError: string | null;

  @TextField({ optional: true, description: 'Where it went: the answer of the mail server, or the file.' })
  note: string | null;

  @InstantField({ optional: true })
  nextTryAt: string | null;

  @InstantField({ optional: true })
  sentAt: string | null;
}

/** Something a person should know about, from its first event to its end. */
export class AlarmDto {
  @IdField()
  id: string;

  @NameField()
  project: string;

  @IdField()
  ruleId: string;

  @NameField()
  ruleName: string;

  @ChoiceField(alarmLevels)
  level: AlarmLevel;

  @ChoiceField(alarmStates)
  state: AlarmState;

  @TextField({ description: 'Alarms with the same fingerprint are one while open.' })
  fingerprint: string;

  @TextField({ max: 500 })
  summary: string;

  @IntegerField({ min: 1, description: 'Events gathered in it.' })
  count: number;

  @IdField({ optional: true, description: 'The run that raised it last; null: no run did.' })
  runId: string | null;

  @JsonObjectField({ description: 'The event that raised it last.' })
  details: Record<string, unknown>;

  @InstantField()
  firedAt: string;

  @InstantField()
  lastEventAt: string;

  @InstantField({ optional: true })
  acknowledgedAt: string | null;

  @TextField({ optional: true })
  acknowledgedBy: string | null;

  @InstantField({ optional: true })
  resolvedAt: string | null;

  @ListField(() => NotificationDto)
  notifications: NotificationDto[];
}

export class AlarmListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @ChoiceField(alarmStates, { optional: true })
  state?: AlarmState;

  @ChoiceField(alarmLevels, { optional: true })
  level?: AlarmLevel;

  @IdField({ optional: true })
  runId?: string;
}
