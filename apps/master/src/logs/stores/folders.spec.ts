import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { newId } from '@orrery/runtime';
import { S3Server } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logBlock } from '../../testing/log-blocks.js';
import { logStoreConformance } from '../../testing/log-store-conformance.js';
import { runLogQuotaCases } from '../../testing/run-log-quota-cases.js';
import { useDirectory } from '../../testing/use-directory.js';
import { DirectoryFolders } from './directory-folders.js';
import { NamedLogStore } from './named-log.store.js';
import { S3Folders } from './s3-folders.js';

describe('logs in a directory', () => {
  const directory = useDirectory();
  const open = () => new NamedLogStore(new DirectoryFolders(directory.path));
  logStoreConformance('a directory', open);
  runLogQuotaCases('a directory', open);

  it('leave nothing half-written behind', async () => {
    const runId = newId();
    await open().append([await logBlock({ runId, texts: ['x'] })]);
    const files = readdirSync(directory.path, { recursive: true }).filter((name) =>
      String(name).includes(runId),
    );
    expect(files).toHaveLength(2);
  });

  it('leave nothing of a write that fails', async () => {
    const folders = new DirectoryFolders(directory.path);
    const runId = newId();
    const folder = join(directory.path, runId.slice(-2), runId);
    mkdirSync(join(folder, 'taken'), { recursive: true });
    await expect(folders.write(runId, 'taken', Buffer.from('x'))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

/** A server of S3 outside of the tests: its address, and a bucket that is there; the keys are taken from AWS_*. */
const given = process.env['ORRERY_TEST_S3_ENDPOINT'];

describe('logs in S3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await S3Server.start();
  });
  afterAll(() => server.stop());
  const open = () => {
    const credentials = { accessKeyId: server.accessKey, secretAccessKey: server.secretKey };
    const place = { bucket: 'logs', prefix: 'runs/', endpoint: server.url, region: 'us-east-1', credentials };
    return new NamedLogStore(new S3Folders(place));
  };
  logStoreConformance('S3', open);
  runLogQuotaCases('S3', open);

  it('stand under a prefix, by run', async () => {
    const runId = newId();
    await open().append([await logBlock({ runId, texts: ['x'] })]);
    expect([...server.objects.keys()].filter((key) => key.includes(runId))).toEqual([
      `logs/runs/${runId}/0000000000000001-0000000000000001.log.br`,
    ]);
  });

  it('are no empty log while they cannot be read', async () => {
    server.isAway = true;
    await expect(open().append([await logBlock({ runId: newId(), texts: ['x'] })])).rejects.toThrow();
    await expect(open().after(newId(), 0)[Symbol.asyncIterator]().next()).rejects.toThrow();
    server.isAway = false;
  });
});

describe('a server of S3 that stops answering', () => {
  it.each([
    ['at all', ''],
    ['in the middle of an object', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'],
  ])('%s holds nobody up for ever', async (_, said) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('data', () => socket.write(said));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    const endpoint = `http://127.0.0.1:${port}`;
    const folders = new S3Folders(
      { bucket: 'logs', prefix: '', endpoint, region: 'us-east-1', credentials },
      { connectionMs: 5_000, answerMs: 100 },
    );
    await expect(folders.read(newId(), 'x')).rejects.toThrow(/100 ms/);
    if (said === '') await expect(folders.write(newId(), 'x', Buffer.from('x'))).rejects.toThrow(/100 ms/);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

if (given !== undefined)
  describe('logs in a given server of S3', () => {
    const prefix = `orrery-test-${randomBytes(6).toString('hex')}/`;
    const bucket = process.env['ORRERY_TEST_S3_BUCKET'] ?? 'orrery-test';
    const place = { bucket, prefix, endpoint: given, region: 'us-east-1' };
    logStoreConformance('a given server of S3', () => new NamedLogStore(new S3Folders(place)));
  });
