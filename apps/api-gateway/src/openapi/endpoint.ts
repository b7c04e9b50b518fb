import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ProblemDto } from '../http/problem.dto.js';

/** What the API document says of one operation. */
export interface EndpointDescription {
  /** Stable name, e.g. `createTask`; clients are generated with it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Status of success; default 200. */
  readonly status?: number;
  /** Class of the answer; none: no body. */
  readonly answer?: Type<unknown>;
  readonly problems: readonly number[];
  /** A request that works as it stands. */
  readonly body?: {
    readonly type: Type<unknown>;
    readonly example: object;
    readonly optional?: boolean;
    /** It is a list of the type. */
    readonly list?: boolean;
  };
  /** Whether If-Match is honoured. */
  readonly conditional?: boolean;
}

const meanings: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  401: 'No valid credential.',
  403: 'The caller has not the permission.',
  404: 'No such resource, or none that the caller may see.',
  409: 'The present state of the resource does not allow it.',
  412: 'Changed by somebody else since the version in If-Match.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is of a media type that is not taken.',
  422: 'Some fields are wrong; `errors` names them.',
  429: 'Too many; Retry-After says when to come back.',
  503: 'A service is away; Retry-After says when to come back.',
};

const successes: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created; `Location` says where.',
  202: 'Accepted; it happens soon.',
  204: 'Done; nothing to tell.',
};

/** Documents a route and sets its status of success. */
export function Endpoint(description: EndpointDescription): MethodDecorator {
  const { id, summary, status = 200, answer, problems, body, conditional } = description;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ operationId: id, summary, description: description.description ?? summary }),
    ApiResponse({ status, description: successes[status], ...(answer && { type: answer }) }),
    ...problems.map(problemResponse),
    ...(body ? [requestBody(body)] : []),
    ...(conditional ? [ifMatch] : []),
  );
}

function requestBody(body: NonNullable<EndpointDescription['body']>): MethodDecorator {
  const examples = { example: { summary: 'Works as it stands', value: body.example } };
  return ApiBody({ type: body.type, isArray: body.list ?? false, required: !body.optional, examples });
}

function problemResponse(status: number): MethodDecorator {
  return ApiResponse({
    status,
    description: meanings[status],
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
  });
}

const ifMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'The `ETag` that was read: the change is refused (412) when there is a newer version.',
  schema: { type: 'string' },
});

/** Classes that only responses refer to. */
export const problemModels = [ProblemDto];
