import type { S3Client } from '@aws-sdk/client-s3';
import type { LogFolders, NamedSize } from './named-log.store.js';

/** Where in S3, or in what speaks like it. */
export interface S3Place {
  readonly bucket: string;
  /** Before all keys; empty or with a slash at its end. */
  readonly prefix: string;
  /** Default: AWS. */
  readonly endpoint?: string;
  readonly region: string;
  /** Default: where the SDK looks for them (environment, profile, role of the machine). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How long a request may take; the client itself tries it three times. */
export interface S3Waits {
  readonly connectionMs: number;
  /** Until it is answered, and between parts of the answer. The largest block has 8 MiB. */
  readonly answerMs: number;
}

/** Without them the client waits for ever. */
const waitsOfMaster: S3Waits = { connectionMs: 3_000, answerMs: 10_000 };

/** Objects that one request removes. */
const removedAtOnce = 1_000;

/** Keeps logs as objects: `<prefix><run id>/<block>`. */
export class S3Folders implements LogFolders {
  #opened: Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> | undefined;

  constructor(
    private readonly place: S3Place,
    private readonly waits = waitsOfMaster,
  ) {}

  async write(runId: string, name: string, bytes: Buffer): Promise<void> {
    const { client, sdk } = await this.#open();
    const object = { Bucket: this.place.bucket, Key: this.#key(runId, name) };
    await client.send(new sdk.PutObjectCommand({ ...object, Body: bytes, ContentLength: bytes.length }));
  }

  async read(runId: string, name: string): Promise<Buffer | undefined> {
    const { client, sdk } = await this.#open();
    const object = { Bucket: this.place.bucket, Key: this.#key(runId, name) };
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand(object));
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof sdk.NoSuchKey) return undefined;
      throw error;
    }
  }

  async list(runId: string): Promise<string[]> {
    return (await this.sizes(runId)).map(({ name }) => name);
  }

  async sizes(runId: string): Promise<NamedSize[]> {
    const { client, sdk } = await this.#open();
    const Prefix = this.#key(runId, '');
    const sizes: NamedSize[] = [];
    let after: string | undefined;
    do {
      const page = { Bucket: this.place.bucket, Prefix, ContinuationToken: after };
      const { Contents = [], NextContinuationToken } = await client.send(new sdk.ListObjectsV2Command(page));
      sizes.push(
        ...Contents.map(({ Key = '', Size = 0 }) => ({ name: Key.slice(Prefix.length), bytes: Size })),
      );
      after = NextContinuationToken;
    } while (after !== undefined);
    return sizes;
  }

  async remove(runId: string): Promise<void> {
    await this.removeNames(runId, await this.list(runId));
  }

  async removeNames(runId: string, names: readonly string[]): Promise<void> {
    const { client, sdk } = await this.#open();
    for (let start = 0; start < names.length; start += removedAtOnce) {
      const Objects = names
        .slice(start, start + removedAtOnce)
        .map((name) => ({ Key: this.#key(runId, name) }));
      const objects = { Bucket: this.place.bucket, Delete: { Objects, Quiet: true } };
      const { Errors = [] } = await client.send(new sdk.DeleteObjectsCommand(objects));
      if (Errors.length > 0)
        throw new Error(`S3 did not remove ${Errors.length} objects of run ${runId}: ${Errors[0]!.Message}`);
    }
  }

  /** Loaded when it is needed: most installations keep logs elsewhere. */
  #open() {
    this.#opened ??= import('@aws-sdk/client-s3').then((sdk) => {
      const { endpoint, region, credentials } = this.place;
      const { connectionMs, answerMs } = this.waits;
      // A server of one's own is seldom reachable under a host name for each bucket, and may not know newer checksums.
      const own = endpoint !== undefined && { endpoint, forcePathStyle: true };
      const checksums = 'WHEN_REQUIRED' as const;
      const client = new sdk.S3Client({
        ...own,
        region,
        credentials,
        requestChecksumCalculation: checksums,
        responseChecksumValidation: checksums,
        requestHandler: {
          connectionTimeout: connectionMs,
          requestTimeout: answerMs,
          socketTimeout: answerMs,
          throwOnRequestTimeout: true,
        },
      });
      return { client, sdk };
    });
    return this.#opened;
  }

  #key(runId: string, name: string): string {
    return `${this.place.prefix}${runId}/${name}`;
  }
}
