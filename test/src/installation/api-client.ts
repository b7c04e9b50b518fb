import { SseReader } from './sse-reader.js';

const ANSWER_WITHIN_MS = 30_000;

/** What the API answered. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** An answer of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Ask {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/** Talks HTTP to the API under one credential, and looks at nothing it answers. */
export class ApiClient {
  constructor(
    readonly origin: string,
    private readonly credential: Record<string, string> = {},
  ) {}

  /** A client of the same API under another credential. */
  as(credential: Record<string, string>): ApiClient {
    return new ApiClient(this.origin, credential);
  }

  async ask<T = unknown>(
    method: string,
    path: string,
    { body, text, headers }: Ask = {},
  ): Promise<Answer<T>> {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...this.credential,
        ...(content !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: content,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answered = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(answered) : answered) as T,
    };
  }

  /** The body of a success. @throws with the whole answer otherwise */
  async must<T>(method: string, path: string, asking: Ask = {}): Promise<T> {
    const { status, body } = await this.ask<T>(method, path, asking);
    if (status >= 200 && status < 300) return body;
    throw new Error(`${method} ${path} was answered with ${status}: ${JSON.stringify(body)}`);
  }

  /** The body of a success, byte by byte. */
  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(`${this.origin}/api/v1${path}`, { headers: this.credential });
    if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Opens a live stream. */
  async stream(path: string, headers: Record<string, string> = {}): Promise<SseReader> {
    return SseReader.open(`${this.origin}/api/v1${path}`, { ...this.credential, ...headers });
  }
}
