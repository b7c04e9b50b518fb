import { Column } from 'typeorm';

export interface BytesColumnOptions {
  readonly nullable?: boolean;
  readonly name?: string;
}

/** Bytes without a limit: `longblob` on MySQL, `blob` on SQLite, a Buffer here. */
export function BytesColumn(options: BytesColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'blob' });
}
