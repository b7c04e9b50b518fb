import { isAbsolute } from 'node:path';
import type { S3Place } from './stores/s3-folders.js';

/** Where logs are kept, as `ORRERY_LOG_STORE` says it. */
export type LogPlace =
  | { readonly kind: 'database' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** What is configured of S3 beside its bucket. */
export interface S3Settings {
  readonly logS3Endpoint?: string;
  readonly logS3Region: string;
  readonly logS3AccessKey?: string;
  readonly logS3SecretKey?: string;
}

/** @throws Error that says what would be right. */
export function readLogPlace(text: string): LogPlace {
  if (text === 'database') return { kind: 'database' };
  const path = /^directory:(.+)$/.exec(text)?.[1];
  if (path !== undefined && isAbsolute(path)) return { kind: 'directory', path };
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined)
    throw new Error('must be "database", "directory:" with an absolute path, or "s3://<bucket>/<prefix>"');
  return { kind: 's3', bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

export function s3Place(place: Extract<LogPlace, { kind: 's3' }>, settings: S3Settings): S3Place {
  const { logS3Endpoint: endpoint, logS3Region: region, logS3AccessKey, logS3SecretKey } = settings;
  const credentials =
    logS3AccessKey === undefined || logS3SecretKey === undefined
      ? undefined
      : { accessKeyId: logS3AccessKey, secretAccessKey: logS3SecretKey };
  return { bucket: place.bucket, prefix: place.prefix, endpoint, region, credentials };
}
