import type { HttpSpec, RunFailure } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { Response } from 'undici';
import { readResponseOutputs } from '../outputs/response-outputs.js';
import { ReachRefused, type ReachRules } from '../reaching/reach-rules.js';
import { requestOf, type HttpRequest } from '../requesting/http-request.js';
import { RESULT_LIMIT_BYTES, responseFault, resultOf } from '../requesting/judge-response.js';
import { RedirectRefused, RequestSender } from '../requesting/request-sender.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { readLimited, type LimitedText, type ReadBody } from './read-limited.js';

/** Tasks of kind `http`: one request, judged by its response and the outputs that has to have. */
export class HttpExecutor extends Executor {
  readonly kind = 'http';
  private readonly sender: RequestSender;

  /** @param outputLimitBytes the longest body from which outputs are taken, and their own longest JSON. */
  constructor(
    private readonly outputLimitBytes: number,
    rules: ReachRules,
  ) {
    super();
    this.sender = new RequestSender(rules);
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const spec = attempt.dispatch.spec as Partial<HttpSpec>;
    let request: HttpRequest;
    try {
      request = requestOf(spec, attempt);
    } catch (error) {
      const message = `the request cannot be made: ${messageOf(error)}`;
      return fail(attempt, { kind: 'refused', message });
    }
    const { totalTimeoutMs } = spec;
    const timeout = totalTimeoutMs === undefined ? undefined : AbortSignal.timeout(totalTimeoutMs);
    const signal = timeout === undefined ? attempt.signal : AbortSignal.any([attempt.signal, timeout]);
    try {
      const startMs = performance.now();
      const take = (response: Response) => this.take(attempt, response, startMs);
      return await this.sender.send(request, spec, signal, take);
    } catch (error) {
      if (attempt.signal.aborted) return { outcome: 'ended' };
      const overdue = timeout?.aborted === true ? `it took longer than ${totalTimeoutMs} ms` : undefined;
      return fail(attempt, failureOf(error, overdue, spec));
    }
  }

  /** Closes kept connections. */
  async close(): Promise<void> {
    await this.sender.close();
  }

  private async take(attempt: Attempt, response: Response, startMs: number): Promise<ExecutionResult> {
    const spec = attempt.dispatch.spec as HttpSpec;
    const { method = 'GET', url, maxResponseBytes } = spec;
    const body = await readLimited(
      response.body as AsyncIterable<Uint8Array> | null,
      this.readLimitBytes(spec),
      maxResponseBytes,
    );
    const tookMs = Math.round(performance.now() - startMs);
    attempt.log.append('system', `${method} ${url} answered ${response.status} in ${tookMs} ms`);
    return await this.judged(attempt, response, body);
  }

  /** What has to be found may stand behind what of the body becomes the result. */
  private readLimitBytes({ outputs, expectBody }: HttpSpec): number {
    const isSearched = outputs !== undefined || expectBody !== undefined;
    return isSearched ? Math.max(RESULT_LIMIT_BYTES, this.outputLimitBytes) : RESULT_LIMIT_BYTES;
  }

  private async judged(attempt: Attempt, response: Response, body: ReadBody): Promise<ExecutionResult> {
    const spec = attempt.dispatch.spec as HttpSpec;
    const result = resultOf(response, body, spec);
    const fault = responseFault(response, body, spec);
    if (fault !== undefined) return fail(attempt, fault, result);
    return await this.withOutputs(attempt, result, body);
  }

  /** A response as expected must have the outputs, too. */
  private async withOutputs(attempt: Attempt, result: object, body: LimitedText): Promise<ExecutionResult> {
    const { outputs, method = 'GET', url } = attempt.dispatch.spec as HttpSpec;
    if (outputs === undefined) return { outcome: 'succeeded', exitCode: null, result };
    const read = await readResponseOutputs(body, outputs, this.outputLimitBytes);
    if (read.kind === 'read')
      return { outcome: 'succeeded', exitCode: null, result: { ...result, ...read.value } };
    const message = `${method} ${url} answered without the outputs of the task: ${read.fault}`;
    return fail(attempt, { kind: 'output', message }, result);
  }
}

function fail({ log }: Attempt, failure: RunFailure, result?: unknown): ExecutionResult {
  log.append('system', failure.message);
  return failedWith(failure, result);
}

/** What the worker refuses to reach it will refuse again. */
function failureOf(
  error: unknown,
  overdue: string | undefined,
  { method = 'GET', url }: Partial<HttpSpec>,
): RunFailure {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof ReachRefused) {
    return {
      kind: 'refused',
      message: `${method} ${url} refused: ${cause.message}`,
      retry: { kind: 'never' },
    };
  }
  // Ports of other protocols, of which the Fetch Standard has a list.
  if (cause instanceof Error && cause.message === 'bad port') {
    const message = `${method} ${url} refused: no HTTP request goes to that port, which is one of another protocol`;
    return { kind: 'refused', message, retry: { kind: 'never' } };
  }
  const message = `${method} ${url} failed: ${overdue ?? reasonOf(error)}`;
  return { kind: error instanceof RedirectRefused ? 'http_status' : 'network', message };
}

/** fetch hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined
    ? messageOf(error)
    : messageOf(cause) || String((cause as { code?: unknown }).code);
}
