import { DefaultNamingStrategy } from 'typeorm';

/** Names columns after their property in snake_case (`plannedAt` -> `planned_at`) unless the entity says otherwise. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override tableName(className: string, customName: string | undefined): string {
    return customName ?? snakeCase(className.replace(/Entity$/, ''));
  }

  override columnName(propertyName: string, customName: string, prefixes: string[]): string {
    return [...prefixes, propertyName]
      .map(snakeCase)
      .slice(0, -1)
      .concat(customName || snakeCase(propertyName))
      .join('_');
  }
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
