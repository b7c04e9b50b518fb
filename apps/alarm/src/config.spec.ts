import { clusterAddresses, ConfigError, describeConfig } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { alarmConfigTable, readAlarmConfig } from './config.js';

describe('the configuration of the alarm service', () => {
  it('starts with nothing set, and wants both servers in a cluster', () => {
    const config = readAlarmConfig({});
    expect(config).toMatchObject({ smtpUrl: undefined, publicUrl: undefined, dataDir: '.orrery' });
    expect(() => clusterAddresses(config, 'alarm')).toThrow(/ORRERY_MYSQL_URL[^]*ORRERY_AMQP_URL/);
  });

  it('never prints the mail account', () => {
    const config = readAlarmConfig({ ORRERY_SMTP_URL: 'smtp://user:hush@mail.example.org:587' });
    expect(JSON.stringify(describeConfig(alarmConfigTable, config))).not.toContain('hush');
    const wrong = () => readAlarmConfig({ ORRERY_SMTP_URL: 'http://user:hush@mail.example.org' });
    expect(wrong).toThrow(/ORRERY_SMTP_URL must be a URL that begins with smtp/);
    expect(wrong).not.toThrow(/hush/);
  });

  it.each([
    ['ORRERY_SMTP_FROM', 'nobody'],
    ['ORRERY_SMTP_FROM', 'Me <a@b>\nBcc: c@d'],
    ['ORRERY_PUBLIC_URL', 'orrery.example.org'],
    ['ORRERY_DRAIN_MS', 'soon'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => readAlarmConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readAlarmConfig({ [name]: value })).toThrow(name);
  });

  it('puts the namespace before the schema', () => {
    const env = {
      ORRERY_MYSQL_URL: 'mysql://u:p@db:3306',
      ORRERY_AMQP_URL: 'amqp://mq',
      ORRERY_NAMESPACE: 'blue',
    };
    expect(clusterAddresses(readAlarmConfig(env), 'alarm')).toEqual({
      databaseUrl: 'mysql://u:p@db:3306/blue_alarm',
      amqpUrl: 'amqp://mq',
    });
  });
});
