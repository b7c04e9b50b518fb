import { Injectable } from '@nestjs/common';
import { attemptOf, type LogPageDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { logSteps, type LogStep } from '../live/log-steps.js';

const linesAtOnce = 5_000;
const pageWithinMs = 15_000;

/** Reads a whole log, a page at a time, as text for people: `<time> <stream> <text>`. */
@Injectable()
export class LogDownload {
  constructor(private readonly client: ServiceClient) {}

  /** Resolves when there is something to send: until then errors can be told by status. @throws NotFoundError for an unknown run. */
  async open(runId: string): Promise<AsyncGenerator<string>> {
    await this.client.call('run.get', { id: runId });
    return this.#texts(runId, await this.#page(runId));
  }

  async *#texts(runId: string, first: LogPageDto): AsyncGenerator<string> {
    let attempt = 1;
    for (let page = first; ; page = await this.#page(runId, page.nextCursor)) {
      const texts: string[] = [];
      for (const step of logSteps(page)) {
        const present = attemptOfStep(step);
        if (present !== attempt) texts.push(`--- attempt ${present} ---`);
        attempt = present;
        texts.push(textOf(step));
      }
      if (texts.length > 0) yield `${texts.join('\n')}\n`;
      if (page.nextCursor === null) return;
    }
  }

  #page(runId: string, cursor: string | null = null): Promise<LogPageDto> {
    const query = { limit: linesAtOnce, ...(cursor !== null && { cursor }) };
    return this.client.call('run.logs', { id: runId, query }, pageWithinMs);
  }
}

function attemptOfStep(step: LogStep): number {
  return step.kind === 'line' ? step.line.attempt : attemptOf(step.gap.from);
}

function textOf(step: LogStep): string {
  if (step.kind === 'line') return `${step.line.at} ${step.line.stream} ${step.line.text}`;
  return `--- ${step.gap.to - step.gap.from + 1} lines are missing ---`;
}
