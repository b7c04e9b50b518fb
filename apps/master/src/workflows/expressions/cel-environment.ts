import { Environment } from '@marcbachmann/cel-js';
import { runFields, timeFields } from '@orrery/domain';
import { Calendar, type Moment } from './calendar.js';
import { registerNumbers } from './cel-numbers.js';
import { keepTypesFlat } from './cel-types.js';

const limits = { maxAstNodes: 2_000, maxDepth: 50, maxCallArguments: 32 };
const instant = 'google.protobuf.Timestamp';
const typeNames = { string: 'string', number: 'int', instant, unknown: 'dyn' } as const;

/** What expressions know: the roots, the operators of mixed numbers, and a calendar, which is the one of a zone. */
export function celEnvironment(timeZone: string): Environment {
  keepTypesFlat();
  const environment = new Environment({ limits, homogeneousAggregateLiterals: false });
  environment.registerType('Run', { fields: typesOf(runFields) });
  environment.registerType('Time', { fields: typesOf(timeFields) });
  environment.registerVariable('inputs', 'map<string, dyn>');
  environment.registerVariable('nodes', 'map<string, dyn>');
  environment.registerVariable('run', 'Run');
  environment.registerVariable('time', 'Time');
  environment.registerVariable('item', 'dyn');
  registerNumbers(environment);
  registerCalendar(environment, new Calendar(timeZone));
  return environment;
}

function typesOf(fields: Readonly<Record<string, keyof typeof typeNames>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, typeNames[type]]));
}

function registerCalendar(environment: Environment, calendar: Calendar): void {
  const [format, startOf, endOf] = [
    (at: Moment, pattern: string) => calendar.format(at, pattern),
    (at: Moment, period: string) => calendar.startOf(at, period),
    (at: Moment, period: string) => calendar.endOf(at, period),
  ];
  const shift = (at: Moment, by: string | Record<string, unknown>) => calendar.shift(at, by);
  for (const moment of [instant, 'string']) {
    environment.registerFunction(`format(${moment}, string): string`, format);
    environment.registerFunction(`startOf(${moment}, string): ${instant}`, startOf);
    environment.registerFunction(`endOf(${moment}, string): ${instant}`, endOf);
    environment.registerFunction(`shift(${moment}, string): ${instant}`, shift);
    environment.registerFunction(`shift(${moment}, map<string, dyn>): ${instant}`, shift);
  }
}
