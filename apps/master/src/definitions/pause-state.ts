import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Pause } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterFeed } from '../events/master-feed.js';
import { ProjectStore } from '../persistence/stores/project.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { ClusterSettings } from '../settings/cluster-settings.js';

const pausable: ReadonlySet<string> = new Set(['project', 'task', 'workflow']);

/**
 * What is paused now, at no cost: the cluster, projects, tasks, workflows by the tasks under which their runs are kept. A change is known here at once, elsewhere by an event, and
 * by the next look into the database when the event got lost.
 */
@Injectable()
export class PauseState implements OnModuleInit {
  readonly #listeners: (() => void)[] = [];
  #projects: ReadonlySet<string> = new Set();
  #tasks: ReadonlySet<string> = new Set();

  constructor(
    private readonly database: Database,
    private readonly projects: ProjectStore,
    private readonly tasks: TaskStore,
    private readonly settings: ClusterSettings,
    feed: MasterFeed,
  ) {
    feed.on('definition.changed', ({ kind }) => (pausable.has(kind) ? this.runOnce() : undefined));
    settings.onChange('scheduling.paused', () => this.#tell());
  }

  async onModuleInit(): Promise<void> {
    await this.runOnce();
  }

  /** What stops runs of the task from starting, the widest first; undefined: nothing does. */
  of(project: string, taskId: string): Pause | undefined {
    const wider = this.ofProject(project);
    if (wider) return wider;
    return this.#tasks.has(taskId) ? { scope: 'task', taskId } : undefined;
  }

  /** As `of`, for whoever has read the task itself. */
  ofProject(project: string): Pause | undefined {
    return this.allOf(project)[0];
  }

  /** Every pause that concerns the whole project, the widest first. */
  allOf(project: string): Pause[] {
    const pauses: Pause[] = [];
    if (this.settings.current('scheduling.paused')) pauses.push({ scope: 'cluster' });
    if (this.#projects.has(project)) pauses.push({ scope: 'project', project });
    return pauses;
  }

  /** Calls back after each change: what was held back may go on, or the other way round. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Looks into the database. */
  async runOnce(): Promise<{ projects: number; tasks: number }> {
    const { projects, tasks } = await this.database.run(async (session) => ({
      projects: await this.projects.paused(session),
      tasks: await this.tasks.paused(session),
    }));
    const changed = differs(this.#projects, projects) || differs(this.#tasks, tasks);
    this.#projects = new Set(projects);
    this.#tasks = new Set(tasks);
    if (changed) this.#tell();
    return { projects: projects.length, tasks: tasks.length };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function differs(known: ReadonlySet<string>, found: readonly string[]): boolean {
  return known.size !== found.length || found.some((each) => !known.has(each));
}
