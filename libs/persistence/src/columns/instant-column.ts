import { Column, PrimaryColumn } from 'typeorm';

export interface InstantColumnOptions {
  readonly nullable?: boolean;
  readonly primary?: boolean;
  readonly name?: string;
}

/** An instant in UTC with milliseconds: `datetime(3)` on MySQL, text 'YYYY-MM-DD HH:MM:SS.mmm' on SQLite, a Date here. */
export function InstantColumn(options: InstantColumnOptions = {}): PropertyDecorator {
  const { primary = false, nullable = false, name } = options;
  const settings = { name, type: 'datetime' as const, precision: 3 };
  return primary ? PrimaryColumn(settings) : Column({ ...settings, nullable });
}
