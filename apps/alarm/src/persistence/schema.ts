import { AlarmEventEntity } from './entities/alarm-event.entity.js';
import { AlarmRuleVersionEntity } from './entities/alarm-rule-version.entity.js';
import { AlarmRuleEntity } from './entities/alarm-rule.entity.js';
import { AlarmEntity } from './entities/alarm.entity.js';
import { ConsumedEventEntity } from './entities/consumed-event.entity.js';
import { NotificationEntity } from './entities/notification.entity.js';
import { AlarmKinds1790000000060 } from './migrations/alarm-kinds-1790000000060.js';
import { CreateAlarmTables1767225600000 } from './migrations/create-alarm-tables-1767225600000.js';

/** The tables of this service and the way to them. */
export const alarmSchema = {
  entities: [
    AlarmRuleEntity,
    AlarmRuleVersionEntity,
    AlarmEntity,
    AlarmEventEntity,
    NotificationEntity,
    ConsumedEventEntity,
  ],
  migrations: [CreateAlarmTables1767225600000, AlarmKinds1790000000060],
};
