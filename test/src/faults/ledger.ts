import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FireDto, RunDto, ScheduleDto } from '@orrery/contracts';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

/** A schedule whose task notes each of its attempts in a file, and what came of it. */
export class ObservedSchedule {
  private constructor(
    private readonly installation: Installation,
    readonly schedule: ScheduleDto,
    private readonly everyMs: number,
    private readonly file: string,
  ) {}

  /** Fires every `seconds`; each run takes `sleepSeconds` and notes its attempt at its end. */
  static async start(
    installation: Installation,
    seconds: number,
    sleepSeconds: number,
  ): Promise<ObservedSchedule> {
    const { api, filesDir } = installation;
    const file = join(filesDir, freshName('attempts'));
    const task = await api.shell(
      `umask 0; sleep ${sleepSeconds}; echo "$ORRERY_RUN_ID $ORRERY_ATTEMPT" >> ${file}`,
    );
    const trigger = { kind: 'cron', expression: `*/${seconds} * * * * *`, timeZone: 'UTC' } as const;
    return new ObservedSchedule(
      installation,
      await api.createSchedule(task.id, trigger),
      seconds * 1_000,
      file,
    );
  }

  runs(): Promise<RunDto[]> {
    return this.installation.api.runs({ scheduleId: this.schedule.id });
  }

  /** A run in this state, on this worker when it is named. */
  runThatIs(state: RunDto['state'], workerId?: string): Promise<RunDto> {
    const fits = (run: RunDto) =>
      run.state === state && (workerId === undefined || run.workerId === workerId);
    return until(`a run that is ${state}`, async () => (await this.runs()).find(fits));
  }

  /** So many runs of times planned after this moment have succeeded. */
  async successesAfter(moment: number, count: number, withinMs = 40_000): Promise<void> {
    const fits = ({ state, plannedAt }: RunDto) => state === 'succeeded' && Date.parse(plannedAt!) > moment;
    await until(
      `${count} more runs to succeed`,
      async () => (await this.runs()).filter(fits).length >= count,
      withinMs,
    );
  }

  /** Pauses it, lets every run end and tells what became of all times planned up to now. */
  async account(): Promise<Account> {
    const { api } = this.installation;
    const endedAt = Date.now();
    await api.pauseSchedule(this.schedule.id);
    const runs = await until(
      'all runs to end',
      async () => {
        const all = await this.runs();
        return all.every(({ finishedAt }) => finishedAt !== null) && all;
      },
      60_000,
    );
    const fires = (await api.fires(this.schedule.id)).filter(
      ({ plannedAt }) => Date.parse(plannedAt) <= endedAt,
    );
    return { fires, runs, notes: this.notes(), planned: this.plannedUpTo(endedAt) };
  }

  /** Every instant at which it had to fire. */
  private plannedUpTo(endedAt: number): string[] {
    const first = Math.floor(Date.parse(this.schedule.createdAt) / this.everyMs + 1) * this.everyMs;
    const count = Math.floor((endedAt - first) / this.everyMs) + 1;
    return Array.from({ length: count }, (_, index) => new Date(first + index * this.everyMs).toISOString());
  }

  private notes(): string[] {
    return readFileSync(this.file, 'utf8').trim().split('\n');
  }
}

export interface Account {
  /** The instants at which it had to fire. */
  readonly planned: readonly string[];
  /** Its ledger, up to the same moment. */
  readonly fires: readonly FireDto[];
  /** All its runs. */
  readonly runs: readonly RunDto[];
  /** `run attempt`, as the tasks themselves wrote it at their end. */
  readonly notes: readonly string[];
}
