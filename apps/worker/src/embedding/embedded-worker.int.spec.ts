import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { defineHandler, TaskHandler, type TaskContext } from '@orrery/worker-sdk';
import { useBroker } from '@orrery/testing';
import { IsInt } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { silent } from '../testing/use-workers.js';
import type { WorkerOptions } from './worker-options.js';

/** As it is built: its heartbeats and its guard are programs of their own. */
const program = new URL('../../dist/index.js', import.meta.url).href;
const { startWorker, OrreryWorker, OrreryWorkerModule } = (await import(
  program
)) as typeof import('../index.js');

const used = useBroker();
let master: TrialMaster;
let dataDir: string;
beforeAll(async () => {
  master = new TrialMaster({ broker: used.broker });
  await master.start();
  dataDir = await mkdtemp(join(tmpdir(), 'orrery-service-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

function options(more: WorkerOptions = {}): WorkerOptions {
  const place = { amqpUrl: used.url, namespace: used.namespace, dataDir, logger: silent };
  return { ...place, drainMs: 5_000, welcomeMs: 0, ...more };
}

async function run(handler: string, params: Record<string, unknown> = {}) {
  const { runId } = await master.dispatch({ kind: 'handler', spec: { handler }, params });
  return await master.finished(runId);
}

class DoubleParams {
  @IsInt()
  value: number;
}

@Injectable()
class Doubles {
  constructor(@Inject('FACTOR') private readonly factor: number) {}

  @TaskHandler('doubles.make', { params: DoubleParams })
  make({ params }: TaskContext<DoubleParams>): number {
    return params.value * this.factor;
  }
}

@Module({ providers: [{ provide: 'FACTOR', useValue: 2 }], exports: ['FACTOR'] })
class FactorModule {}

const triple = defineHandler('triple', { run: ({ params }) => Number(params['value']) * 3 });

describe('a worker in a service', () => {
  it('runs its handlers, and drains when it is stopped', async () => {
    let release: () => void = () => undefined;
    const began = new Promise<void>((began) => {
      release = began;
    });
    let finish: () => void = () => undefined;
    const slow = defineHandler('slow', {
      run: async () => {
        release();
        await new Promise<void>((done) => (finish = done));
        return 'finished';
      },
    });
    const worker = await startWorker(options({ handlers: [triple, slow] }));
    expect(worker.id).toMatch(/^default-/);
    expect(await worker.ready()).toBe(true);
    expect(await run('triple', { value: 2 })).toMatchObject({ result: 6, workerId: worker.id });
    const { runId } = await master.dispatch({ kind: 'handler', spec: { handler: 'slow' } });
    await began;
    const stopped = worker.stop();
    finish();
    await Promise.all([stopped, worker.stop()]);
    expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded', result: 'finished' });
  });

  it('runs no commands unless it is told so', async () => {
    const worker = await startWorker(options({ handlers: [triple], nodeId: 'no-commands' }));
    const { runId } = await master.dispatch({ spec: { command: 'echo hello' } });
    const message = 'worker no-commands cannot run tasks of kind "shell"';
    expect((await master.finished(runId)).failure).toEqual({ kind: 'refused', message });
    await worker.stop();
    const willing = await startWorker(options({ kinds: ['handler', 'shell'] }));
    const { runId: again } = await master.dispatch({ spec: { command: 'echo hello' } });
    expect(await master.finished(again)).toMatchObject({ outcome: 'succeeded' });
    await willing.stop();
  });

  it('leaves nothing open when it cannot start', async () => {
    const twice = startWorker(options({ handlers: [triple, triple] }));
    await expect(twice).rejects.toThrow('There are two task handlers named "triple".');
    await expect(startWorker(options({ slots: 0 }))).rejects.toThrow('slots must be at least 1');
  });
});

describe('a worker in a Nest application', () => {
  it('runs the marked methods of its providers with what they are given', async () => {
    @Module({
      imports: [OrreryWorkerModule.forRoot(options({ handlers: [triple] })), FactorModule],
      providers: [Doubles],
    })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    expect(await app.get(OrreryWorker).isReady()).toBe(true);
    expect((await run('doubles.make', { value: 4 })).result).toBe(8);
    expect((await run('triple', { value: 4 })).result).toBe(12);
    const { failure } = await run('doubles.make', { value: 'four' });
    expect(failure?.message).toContain('value must be an integer number');
    await app.close();
    expect(await app.get(OrreryWorker).isReady()).toBe(false);
  });

  it('takes its options from other providers as well', async () => {
    const worker = OrreryWorkerModule.forRootAsync({
      imports: [FactorModule],
      inject: ['FACTOR'],
      useFactory: (factor: number) => options({ slots: factor, nodeId: `slots-${factor}` }),
    });
    @Module({ imports: [worker, FactorModule], providers: [Doubles] })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    expect(await run('doubles.make', { value: 5 })).toMatchObject({ result: 10, workerId: 'slots-2' });
    await app.close();
  });
});
