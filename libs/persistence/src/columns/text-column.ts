import { Column } from 'typeorm';

export interface LongTextColumnOptions {
  readonly nullable?: boolean;
  readonly name?: string;
}

/** Text without a limit: `longtext` on MySQL, `text` on SQLite. */
export function LongTextColumn(options: LongTextColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'text' });
}
