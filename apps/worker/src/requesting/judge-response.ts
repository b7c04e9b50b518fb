import { isDeepStrictEqual } from 'node:util';
import { BodyPattern, OutputPath } from '@orrery/contracts';
import { nestsTooDeep, type ExpectedBody, type HttpSpec, type RunFailure } from '@orrery/domain';
import type { Response } from 'undici';
import { shortened, type LimitedText, type ReadBody } from '../executing/read-limited.js';
import { parseJson } from '../outputs/parse-json.js';

/** Of a response body this much becomes the result. */
export const RESULT_LIMIT_BYTES = 65_536;

/** What of a response is not as the task expects it. */
export function responseFault(
  { status }: Response,
  body: ReadBody,
  { expectStatus, expectBody, maxResponseBytes, method = 'GET', url }: Partial<HttpSpec>,
): RunFailure | undefined {
  const answered = `${method} ${url} answered`;
  const expected = expectStatus?.length ? expectStatus.includes(status) : status >= 200 && status <= 299;
  if (!expected) {
    const wanted = expectStatus?.length ? expectStatus.join(', ') : '200 to 299';
    return { kind: 'http_status', message: `${answered} ${status}, expected ${wanted}` };
  }
  if (body.isTooLong)
    return { kind: 'http_body', message: `${answered} with more than ${maxResponseBytes} bytes` };
  const fault = expectBody === undefined ? undefined : bodyFault(body, expectBody);
  return fault === undefined ? undefined : { kind: 'http_body', message: `${answered} with a body ${fault}` };
}

/** The result of a run that a response is. */
export function resultOf(response: Response, body: LimitedText, { redirect }: Partial<HttpSpec>): object {
  const { text, truncated } = shortened(body, RESULT_LIMIT_BYTES);
  const location = redirect === 'manual' ? response.headers.get('location') : null;
  const whereto = location === null ? {} : { location };
  return { status: response.status, ...parsed(response, text), truncated, ...whereto };
}

function bodyFault(
  { text, truncated }: LimitedText,
  { contains, matches, json }: ExpectedBody,
): string | undefined {
  const more = truncated ? ' (as far as it was read)' : '';
  if (contains !== undefined && !text.includes(contains)) return `that does not contain "${contains}"${more}`;
  if (matches !== undefined) {
    const pattern = BodyPattern.read(matches);
    if (!(pattern instanceof BodyPattern)) return `but the pattern ${pattern.fault}`;
    if (!pattern.isIn(text)) return `that does not match "${matches}"${more}`;
  }
  return json === undefined ? undefined : jsonFault(text, truncated, json);
}

function jsonFault(
  text: string,
  truncated: boolean,
  expected: Readonly<Record<string, unknown>>,
): string | undefined {
  if (truncated) return 'longer than what is read of it';
  const document = parseJson(text);
  if (document.kind === 'faulty') return `that ${document.fault}`;
  for (const [path, value] of Object.entries(expected)) {
    const read = OutputPath.read(path);
    if (!(read instanceof OutputPath)) return `but the path "${path}" ${read.fault}`;
    if (!isDeepStrictEqual(read.valueIn(document.value), value))
      return `that has not ${JSON.stringify(value)} at ${path}`;
  }
  return undefined;
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
