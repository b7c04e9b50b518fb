export { alarmConfigTable, readAlarmConfig, type AlarmConfig } from './config.js';
export { startAlarm, type AlarmDeps, type AlarmStartConfig } from './start-alarm.js';
