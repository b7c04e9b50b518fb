import type { LogLevel } from '@orrery/runtime';
import type { HeartbeatHead } from './heartbeat-writer.js';

/** What the heartbeat thread is started with. */
export interface HeartbeatThreadData {
  readonly head: HeartbeatHead;
  readonly pulse: SharedArrayBuffer;
  readonly intervalMs: number;
  readonly amqpUrl: string;
  readonly namespace: string;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
}

export type ToHeartbeatThread = 'stop' | 'answer';
