import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { AlarmController } from './alarms/alarm.controller.js';
import { AlarmService } from './alarms/alarm.service.js';
import { EventIntake } from './intake/event-intake.js';
import { EventController } from './intake/event.controller.js';
import { RuleChecker } from './rules/rule-checker.js';
import { RuleController } from './rules/rule.controller.js';
import { RuleService } from './rules/rule.service.js';
import { Storage } from './storage/storage.js';
import { TemplateRenderer } from './templates/template-renderer.js';

export interface AlarmModuleParts {
  readonly clock: Clock;
  readonly database: Database;
  readonly storage: Storage;
  readonly intake: EventIntake;
  readonly renderer: TemplateRenderer;
}

/** What the alarm service answers and takes in. */
@Module({})
export class AlarmModule {
  static of({ clock, database, storage, intake, renderer }: AlarmModuleParts): DynamicModule {
    return {
      module: AlarmModule,
      imports: [dataSourceOf(database)],
      controllers: [RuleController, AlarmController, EventController],
      providers: [
        RuleService,
        RuleChecker,
        AlarmService,
        { provide: Clock, useValue: clock },
        { provide: Storage, useValue: storage },
        { provide: EventIntake, useValue: intake },
        { provide: TemplateRenderer, useValue: renderer },
      ],
    };
  }
}

/** Nest holds the data source: it is open and migrated before anything is answered, and closes after the last answer. */
function dataSourceOf(database: Database): DynamicModule {
  return TypeOrmModule.forRootAsync({
    name: 'alarm',
    useFactory: () => ({ ...database.dataSource.options, retryAttempts: 0 }),
    dataSourceFactory: async () => {
      await database.open();
      await database.migrate();
      return database.dataSource;
    },
  });
}
