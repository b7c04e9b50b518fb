/** What a template may say, and what each of it means. Every field is a text; one that does not apply is empty. */
export const letterFields = {
  level: 'level of the alarm: CRITICAL, MAJOR, MINOR or INFO',
  project: 'project of the task',
  task: 'name of the task',
  taskId: 'id of the task',
  rule: 'name of the rule that raised the alarm',
  ending: 'how the run ended: failed, timed out, was lost with its workers',
  state: 'state of the run: failed, timed_out, lost',
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
  failures: 'failures collapsed into this mail, when there are several',
  otherRuns: 'ids of the other runs collapsed into this mail',
  count: 'failures gathered in the alarm so far',
  firedAt: 'when the alarm fired',
  alarmId: 'id of the alarm',
  fingerprint: 'what makes it the same alarm',
  runUrl: 'where to look at the run',
  logUrl: 'where to read its log',
  alarmUrl: 'where to look at the alarm',
  logNote: 'what is attached of the log, or why nothing is',
  templateNote: 'set when the template of the rule could not be used',
} as const;

export type LetterField = keyof typeof letterFields;
export type LetterContext = Readonly<Record<LetterField, string>>;

export function isLetterField(name: string): name is LetterField {
  return Object.hasOwn(letterFields, name);
}
