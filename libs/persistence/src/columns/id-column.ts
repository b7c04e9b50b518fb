import { Column, PrimaryColumn } from 'typeorm';

/** Characters of a UUID. */
export const ID_LENGTH = 36;

export interface IdColumnOptions {
  readonly nullable?: boolean;
  readonly primary?: boolean;
  readonly name?: string;
}

/** An id (UUIDv7) or a reference to one: 36 characters compared byte by byte. */
export function IdColumn(options: IdColumnOptions = {}): PropertyDecorator {
  const { primary = false, nullable = false, name } = options;
  const settings = { name, type: 'varchar' as const, length: ID_LENGTH };
  return primary ? PrimaryColumn(settings) : Column({ ...settings, nullable });
}
