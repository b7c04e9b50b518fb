/** A request under an idempotency key. */
export interface KeyedRequest {
  readonly owner: string;
  readonly requestKey: string;
  /** Hash of method, path and body. */
  readonly requestHash: string;
  /** Identifies this try; only it may complete or abandon. */
  readonly token: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What was answered. */
export interface KeptAnswer {
  readonly status: number;
  readonly location: string | null;
  /** JSON text; null: no body. */
  readonly body: string | null;
}

/** What is known of a key when a request arrives with it. */
export type Beginning =
  | { readonly kind: 'won' }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'running' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer };

/** Where answers to repeatable requests are kept. */
export abstract class IdempotencyStore {
  /** The first to insert wins. A try that began before `abandonedBefore` and never ended is taken over. */
  abstract begin(request: KeyedRequest, abandonedBefore: Date): Promise<Beginning>;
  abstract complete(request: KeyedRequest, answer: KeptAnswer): Promise<void>;
  /** Forgets the try, so that the next one starts afresh. */
  abstract abandon(request: KeyedRequest): Promise<void>;
}
