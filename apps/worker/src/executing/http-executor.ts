import { nestsTooDeep } from '@orrery/contracts';
import type { HttpSpec } from '@orrery/domain';
import { currentTrace, messageOf } from '@orrery/runtime';
import { Agent, fetch, Request, type Response } from 'undici';
import { readResponseOutputs } from '../outputs/response-outputs.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { readLimited, shortened, type LimitedText } from './read-limited.js';

/** Of a response body this much becomes the result. */
const RESULT_LIMIT_BYTES = 65_536;
const CONNECT_LIMIT_MS = 30_000;

/** Tasks of kind `http`: one request, judged by the status of its response and the outputs it has to have. */
export class HttpExecutor extends Executor {
  readonly kind = 'http';
  /** The time limit is the attempt's: fetch on its own would give up after 300 s. */
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: CONNECT_LIMIT_MS });

  /** @param outputLimitBytes the longest body from which outputs are taken, and their own longest JSON. */
  constructor(private readonly outputLimitBytes: number) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const spec = attempt.dispatch.spec as Partial<HttpSpec>;
    let request: Request;
    try {
      request = requestOf(spec, attempt);
    } catch (error) {
      return this.fail(attempt, 'refused', `the request cannot be made: ${messageOf(error)}`);
    }
    try {
      const startMs = performance.now();
      const response = await fetch(request, { dispatcher: this.agent });
      const body = await readLimited(
        response.body as AsyncIterable<Uint8Array> | null,
        this.readLimitBytes(spec),
      );
      const tookMs = Math.round(performance.now() - startMs);
      attempt.log.append(
        'system',
        `${request.method} ${spec.url} answered ${response.status} in ${tookMs} ms`,
      );
      return await this.withOutputs(attempt, judge(response, resultOf(response, body), spec), body);
    } catch (error) {
      if (attempt.signal.aborted) return { outcome: 'ended' };
      return this.fail(attempt, 'network', `${request.method} ${spec.url} failed: ${reasonOf(error)}`);
    }
  }

  /** Closes kept connections. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** Outputs may stand behind what of the body becomes the result. */
  private readLimitBytes({ outputs }: Partial<HttpSpec>): number {
    return outputs === undefined ? RESULT_LIMIT_BYTES : Math.max(RESULT_LIMIT_BYTES, this.outputLimitBytes);
  }

  /** A response as expected must have the outputs, too. */
  private async withOutputs(
    attempt: Attempt,
    judged: ExecutionResult,
    body: LimitedText,
  ): Promise<ExecutionResult> {
    const { outputs, method = 'GET', url } = attempt.dispatch.spec as HttpSpec;
    if (judged.outcome !== 'succeeded' || outputs === undefined) return judged;
    const read = await readResponseOutputs(body, outputs, this.outputLimitBytes);
    if (read.kind === 'read') return { ...judged, result: { ...(judged.result as object), ...read.value } };
    const message = `${method} ${url} answered without the outputs of the task: ${read.fault}`;
    return this.fail(attempt, 'output', message, judged.result);
  }

  private fail(
    { log }: Attempt,
    kind: 'refused' | 'network' | 'output',
    message: string,
    result?: unknown,
  ): ExecutionResult {
    log.append('system', message);
    return failedWith({ kind, message }, result);
  }
}

function requestOf(spec: Partial<HttpSpec>, { dispatch, signal }: Attempt): Request {
  if (typeof spec.url !== 'string') throw new Error('the spec has no url');
  const isText = typeof spec.body === 'string';
  const hasBody = spec.body !== undefined && spec.body !== null;
  const headers = new Headers({
    'user-agent': 'orrery',
    ...(hasBody && !isText && { 'content-type': 'application/json' }),
  });
  for (const [name, value] of Object.entries(spec.headers ?? {})) headers.set(name, value);
  headers.set('x-orrery-run-id', dispatch.runId);
  headers.set('x-orrery-attempt', String(dispatch.attempt));
  if (dispatch.shard !== undefined) {
    headers.set('x-orrery-shard-index', String(dispatch.shard.index));
    headers.set('x-orrery-shard-total', String(dispatch.shard.total));
  }
  const traceparent = currentTrace()?.traceparent;
  if (traceparent !== undefined && !headers.has('traceparent')) headers.set('traceparent', traceparent);
  return new Request(spec.url, {
    method: spec.method ?? 'GET',
    headers: Object.fromEntries(headers),
    body: hasBody ? (isText ? spec.body : JSON.stringify(spec.body)) : undefined,
    signal,
  });
}

function judge(
  { status }: Response,
  result: object,
  { expectStatus, method = 'GET', url }: Partial<HttpSpec>,
): ExecutionResult {
  const expected = expectStatus?.length ? expectStatus.includes(status) : status >= 200 && status <= 299;
  if (expected) return { outcome: 'succeeded', exitCode: null, result };
  const wanted = expectStatus?.length ? expectStatus.join(', ') : '200 to 299';
  return failedWith(
    { kind: 'http_status', message: `${method} ${url} answered ${status}, expected ${wanted}` },
    result,
  );
}

function resultOf(response: Response, body: LimitedText): object {
  const { text, truncated } = shortened(body, RESULT_LIMIT_BYTES);
  return { status: response.status, ...parsed(response, text), truncated };
}

/** JSON as a value where the body is complete JSON that others can walk, else its text. */
function parsed(response: Response, text: string): { body: unknown } {
  if (!/[/+]json\b/i.test(response.headers.get('content-type') ?? '')) return { body: text };
  if (nestsTooDeep(text)) return { body: text };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { body: text };
  }
}

/** fetch hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined
    ? messageOf(error)
    : messageOf(cause) || String((cause as { code?: unknown }).code);
}
