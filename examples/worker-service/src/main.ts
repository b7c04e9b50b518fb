import { startWorker } from '@orrery/worker';
import { closeBooks } from './close-books.js';
import { sendInvoices } from './send-invoices.js';

const worker = await startWorker({ group: 'billing', slots: 20, handlers: [closeBooks, sendInvoices] });
console.log(`worker ${worker.id} takes work`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.stop());
