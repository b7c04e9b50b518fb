import type { AlarmRuleKind } from '@orrery/contracts';

const ofEveryLetter = {
  level: 'level of the alarm: CRITICAL, MAJOR, MINOR or INFO',
  project: 'project of the task or schedule; of the rule, where the whole cluster is concerned',
  rule: 'name of the rule that raised the alarm',
  title: 'what happened, in a few words',
  summary: 'what happened, in a line',
  happenedAt: 'when it happened',
  failures: 'events collapsed into this mail, when there are several',
  count: 'events gathered in the alarm so far',
  firedAt: 'when the alarm fired',
  alarmId: 'id of the alarm',
  fingerprint: 'what makes it the same alarm',
  subjectUrl: 'where to look at the task, schedule, worker or cluster it happened to',
  alarmUrl: 'where to look at the alarm',
  templateNote: 'set when the template of the rule could not be used',
} as const;

const ofRunLetters = {
  otherRuns: 'ids of the other runs collapsed into this mail',
  runUrl: 'where to look at the run',
  logUrl: 'where to read its log',
  logNote: 'what is attached of the log, or why nothing is',
} as const;

const ofSchedule = {
  schedule: 'name of the schedule',
  scheduleId: 'id of the schedule',
  taskId: 'id of its task',
  reason: 'why',
} as const;

/** What an incident of each kind itself brings to its letters. */
const factFields = {
  run_failed: {
    task: 'name of the task',
    taskId: 'id of the task',
    ending:
      'how the run ended: failed, timed out, was lost with its workers; of a workflow also: failed and was undone, failed and could not be undone as a whole',
    undoing: 'of a workflow that was undone after its failure: what became of what it had done',
    state: 'state of the run: failed, timed_out, lost; of a workflow also compensated, compensation_failed',
    runId: 'id of the run',
    attempt: 'number of its last attempt',
    scheduleId: 'id of the schedule that planned it',
    plannedAt: 'when it was planned',
    startedAt: 'when its last attempt started',
    finishedAt: 'when it ended',
    duration: 'how long its last attempt took, e.g. 1 min 12 s',
    worker: 'id of the worker that ran it',
    exitCode: 'exit code of its process',
    error: 'why it failed',
    errorKind: 'kind of the failure',
    workflowRunId: 'id of the workflow run it is a part of',
    node: 'id of the node of it',
  },
  schedule_missed: {
    ...ofSchedule,
    state: 'missed: planned times were dropped; overdue: one has come and nobody plans it',
    missed: 'how many planned times',
    fromAt: 'the first of them',
    toAt: 'the last of them',
  },
  schedule_exhausted: ofSchedule,
  worker_lost: {
    worker: 'id of the worker',
    workerEpoch: 'which life of it',
    lastSeenAt: 'when it was last heard of',
  },
  worker_resting: {
    worker: 'id of the worker',
    failedAttempts: 'how many attempts failed on it in a row',
    untilAt: 'until when it is sent nothing',
    reason: 'why the last of them failed',
  },
  leader_changed: {
    master: 'id of the master that leads',
    before: 'id of the one that led before',
    epoch: 'epoch of the leadership: grows with each change',
  },
  consistency_open: {
    check: 'name of the check',
    open: 'how many it found and could not repair',
    detail: 'one of them, in words',
  },
} as const satisfies Record<AlarmRuleKind, object>;

type FactFields = typeof factFields;

/** The facts of a kind, as texts; one that does not apply is empty. */
export type FactsOf<Kind extends AlarmRuleKind> = Readonly<Record<keyof FactFields[Kind], string>>;

/** What a template of a rule of each kind may say, and what each of it means. */
export const letterFields: Readonly<Record<AlarmRuleKind, Readonly<Record<string, string>>>> = {
  run_failed: { ...ofEveryLetter, ...factFields.run_failed, ...ofRunLetters },
  schedule_missed: { ...ofEveryLetter, ...factFields.schedule_missed },
  schedule_exhausted: { ...ofEveryLetter, ...factFields.schedule_exhausted },
  worker_lost: { ...ofEveryLetter, ...factFields.worker_lost },
  worker_resting: { ...ofEveryLetter, ...factFields.worker_resting },
  leader_changed: { ...ofEveryLetter, ...factFields.leader_changed },
  consistency_open: { ...ofEveryLetter, ...factFields.consistency_open },
};

/** Every field of the letter's kind, as a text; one that does not apply is empty. */
export type LetterContext = Readonly<Record<string, string>>;
/** What letters tell whatever they tell of. */
export type EveryLetter = Readonly<Record<keyof typeof ofEveryLetter, string>>;
export type RunLetter = Readonly<Record<keyof typeof ofRunLetters, string>>;
