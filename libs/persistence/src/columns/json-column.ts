import { Column, type ValueTransformer } from 'typeorm';

const asJson: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (stored: string | null) => (stored === null ? null : (JSON.parse(stored) as unknown)),
};

export interface JsonColumnOptions {
  readonly nullable?: boolean;
  readonly name?: string;
}

/** Any JSON value, kept as long text; `session.select` gives the raw text. */
export function JsonColumn(options: JsonColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'text', transformer: asJson });
}
