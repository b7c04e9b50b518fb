import { parentPort, workerData } from 'node:worker_threads';
import { layOut } from './lay-out.js';
import type { LayoutPlan } from './layout.js';

/** The thread of one layout: it ends when it has answered. */
parentPort!.postMessage(layOut(workerData as LayoutPlan));
