import { Injectable } from '@nestjs/common';
import type { AttemptDto } from '@orrery/contracts';
import { statesLeadingTo, type ExecutionDetails, type RunFailure, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { caseById } from '../case-by-id.js';
import { groupsOf } from '../groups-of.js';
import { failureOf, type RunRow } from './run-row.js';

/** An attempt that began outside a claim. */
export interface Start {
  readonly id: string;
  readonly attempt: number;
  readonly workerId: string;
  readonly workerEpoch: string;
  readonly at: Date;
}

export interface Progress {
  readonly id: string;
  readonly progress: number;
  readonly message: string | null;
}

/** How an attempt was executed; the details as JSON. */
export interface Execution {
  readonly runId: string;
  readonly attempt: number;
  readonly details: string;
}

/** How a run ended for good. */
export interface RunEnd {
  readonly id: string;
  readonly attempt: number;
  readonly state: RunState;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
  readonly workerId: string | null;
  readonly exitCode: number | null;
  readonly result: unknown;
  readonly failure: RunFailure | null;
}

/** A run that gets another attempt, and how the present one ended. */
export interface NextAttempt {
  readonly end: RunEnd;
  readonly dueAt: Date;
  readonly losses: number;
  readonly queueDeadlineAt: Date | null;
}

interface AttemptRow {
  readonly attempt: number;
  readonly state: RunState;
  readonly worker_id: string | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly exit_code: number | null;
  readonly failure: string | null;
}

/** Results are of any size, and a statement must stay far below the packet a server takes. */
const mostCharactersAtOnce = 1_000_000;
const longestMessage = 1_000;

/** Moves runs along: claimed, started, progressing, tried again, ended. Every statement is guarded by state and attempt. */
@Injectable()
export class RunProgressStore {
  /**
   * Gives dispatched attempts to a worker, pushed ones only to theirs; returns those that are its own now, also from an earlier, repeated claim.
   * All must have the same attempt and worker.
   */
  async claim(session: Session, starts: readonly Start[]): Promise<string[]> {
    const [first] = starts;
    if (!first) return [];
    const ids = starts.map((start) => start.id);
    if ((await this.#start(session, starts)) === ids.length) return ids;
    const rows = await session.select<{ id: string }>(
      "SELECT id FROM run WHERE id IN (?) AND attempt = ? AND state = 'running' AND worker_id = ? AND worker_epoch = ?",
      [ids, first.attempt, first.workerId, first.workerEpoch],
    );
    return rows.map((row) => row.id);
  }

  /** Marks locked, dispatched runs as running. */
  async markStarted(session: Session, starts: readonly Start[]): Promise<void> {
    const groups = groupsOf(starts, (start) => `${start.attempt} ${start.workerId} ${start.workerEpoch}`);
    for (const group of groups) await this.#start(session, group);
  }

  /** All of one worker and attempt. */
  async #start(session: Session, starts: readonly Start[]): Promise<number> {
    const { workerId, workerEpoch, attempt } = starts[0]!;
    const startedAt = caseById('started_at', starts, (start) => start.at);
    const { affected } = await session.execute(
      `UPDATE run SET state = 'running', worker_id = ?, worker_epoch = ?, ${startedAt.sql}, eligible_at = NULL, queue_deadline_at = NULL
       WHERE id IN (?) AND attempt = ? AND state = 'dispatched' AND (worker_id IS NULL OR worker_id = ?)`,
      [workerId, workerEpoch, ...startedAt.params, starts.map((start) => start.id), attempt, workerId],
    );
    return affected;
  }

  /** Begins locked, pending runs that no worker gets. */
  async open(session: Session, ids: readonly string[], now: Date): Promise<void> {
    await session.execute(
      `UPDATE run SET state = 'running', started_at = ?, first_dispatched_at = COALESCE(first_dispatched_at, ?),
         eligible_at = NULL, queue_deadline_at = NULL WHERE id IN (?) AND state = 'pending'`,
      [now, now, ids],
    );
  }

  async setProgress(session: Session, all: readonly Progress[]): Promise<void> {
    if (all.length === 0) return;
    const columns = [
      caseById('progress', all, (each) => each.progress),
      caseById('progress_message', all, (each) => each.message?.slice(0, longestMessage) ?? null),
    ];
    await session.execute(
      `UPDATE run SET ${columns.map((column) => column.sql).join(', ')} WHERE id IN (?) AND state = 'running'`,
      [...columns.flatMap((column) => column.params), all.map((each) => each.id)],
    );
  }

  /** Keeps how attempts of programs were executed. */
  async keepExecutions(session: Session, all: readonly Execution[]): Promise<void> {
    if (all.length === 0) return;
    const rows = all.map(({ runId, attempt, details }) => ({ run_id: runId, attempt, details }));
    await session.upsertMany('attempt_execution', rows, { key: ['run_id', 'attempt'], update: ['details'] });
  }

  /** Ends locked runs, many in one statement. What fills one goes at once: large results are neither held nor written out all together. */
  async finish(session: Session, ends: readonly RunEnd[]): Promise<void> {
    for (const group of groupsOf(ends, (end) => `${end.state} ${end.attempt}`)) {
      const batches = bySize(group);
      const last = batches.pop()!;
      for (const batch of batches) {
        const { sql, params } = finishing(batch);
        await session.execute(sql, params);
      }
      const { sql, params } = finishing(last);
      session.executeLater(sql, params);
    }
  }

  /** Sends a locked run back to the backlog as its next attempt; the ended one is kept beside it. */
  async tryAgain(session: Session, next: NextAttempt): Promise<void> {
    const { end } = next;
    const { affected } = await session.execute(
      `UPDATE run SET state = 'pending', attempt = attempt + 1, losses = ?, due_at = ?, eligible_at = ?, queue_deadline_at = ?,
         worker_id = NULL, worker_epoch = NULL, started_at = NULL, progress = NULL, progress_message = NULL, failure = ?
       WHERE id = ? AND attempt = ? AND state IN (?)`,
      [
        next.losses,
        next.dueAt,
        next.dueAt,
        next.queueDeadlineAt,
        jsonOrNull(end.failure),
        end.id,
        end.attempt,
        statesLeadingTo('pending'),
      ],
    );
    if (affected === 0) return;
    await session.insertMany('run_attempt', [
      {
        run_id: end.id,
        attempt: end.attempt,
        state: end.state,
        worker_id: end.workerId,
        started_at: end.startedAt,
        finished_at: end.finishedAt,
        exit_code: end.exitCode,
        failure: jsonOrNull(end.failure),
      },
    ]);
  }

  /** Remembers that somebody wants running runs to end. */
  async requestCancel(session: Session, ids: readonly string[], at: Date): Promise<void> {
    await session.execute(
      "UPDATE run SET cancel_requested_at = COALESCE(cancel_requested_at, ?) WHERE id IN (?) AND state = 'running'",
      [at, ids],
    );
  }

  /** Every attempt of the run, the present one last. */
  async attempts(session: Session, run: RunRow): Promise<AttemptDto[]> {
    const past = await session.select<AttemptRow>(
      'SELECT * FROM run_attempt WHERE run_id = ? ORDER BY attempt',
      [run.id],
    );
    const [stored] = await session.select<{ attempt: number; value: string }>(
      'SELECT attempt, value FROM run_checkpoint WHERE run_id = ?',
      [run.id],
    );
    const executions = await session.select<{ attempt: number; details: string }>(
      'SELECT attempt, details FROM attempt_execution WHERE run_id = ?',
      [run.id],
    );
    const detailsOf = new Map(executions.map(({ attempt, details }) => [attempt, details]));
    return [...past, run].map((row) => {
      const details = detailsOf.get(row.attempt);
      const execution = details === undefined ? null : (JSON.parse(details) as ExecutionDetails);
      const checkpoint = stored?.attempt === row.attempt ? (JSON.parse(stored.value) as unknown) : null;
      return { ...toAttemptDto(row), checkpoint, execution };
    });
  }
}

function bySize(ends: readonly RunEnd[]): RunEnd[][] {
  const batches: RunEnd[][] = [];
  let characters = Infinity;
  for (const end of ends) {
    const size = (jsonOrNull(end.result)?.length ?? 0) + (jsonOrNull(end.failure)?.length ?? 0);
    if (characters + size > mostCharactersAtOnce) {
      batches.push([]);
      characters = 0;
    }
    batches.at(-1)!.push(end);
    characters += size;
  }
  return batches;
}

/** Ends runs of one state and attempt. */
function finishing(ends: readonly RunEnd[]): { readonly sql: string; readonly params: readonly unknown[] } {
  const { state, attempt } = ends[0]!;
  const varying = [
    caseById('finished_at', ends, (end) => end.finishedAt),
    caseById('started_at', ends, (end) => end.startedAt),
    caseById('worker_id', ends, (end) => end.workerId),
    caseById('exit_code', ends, (end) => end.exitCode),
    caseById('result', ends, (end) => jsonOrNull(end.result)),
    // A success forgets why an earlier attempt failed; that stands with the attempt.
    state === 'succeeded'
      ? { sql: 'failure = NULL', params: [] }
      : caseById('failure', ends, (end) => jsonOrNull(end.failure) ?? undefined),
  ];
  return {
    sql: `UPDATE run SET ${varying.map((column) => column.sql).join(', ')}, state = ?, eligible_at = NULL, queue_deadline_at = NULL
      WHERE id IN (?) AND attempt = ? AND state IN (?)`,
    params: [
      ...varying.flatMap((column) => column.params),
      state,
      ends.map((end) => end.id),
      attempt,
      statesLeadingTo(state),
    ],
  };
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function toAttemptDto(row: AttemptRow): Omit<AttemptDto, 'checkpoint' | 'execution'> {
  return {
    attempt: row.attempt,
    state: row.state,
    workerId: row.worker_id,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    exitCode: row.exit_code,
    error: failureOf(row),
  };
}
