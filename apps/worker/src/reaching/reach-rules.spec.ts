import { describe, expect, it } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { reachRulesOf } from './reach-config.js';
import { ReachList } from './reach-list.js';

function fault(host: string, address: string, settings: Record<string, string> = {}): string | undefined {
  try {
    reachRulesOf(readWorkerConfig(settings)).check(host, address);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
const production = { NODE_ENV: 'production' };

describe('what tasks may reach', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '192.168.1.1', '172.16.0.1', '100.64.0.1', '0.0.0.0', '255.255.255.255'],
    ...[
      '::1',
      '::',
      'fd12::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '::127.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::1',
    ],
  ])('in production is not %s, and is elsewhere', (address) => {
    expect(fault(address, address, production)).toContain('no address of the internet');
    expect(fault(address, address)).toBeUndefined();
    expect(fault(address, address, { ...production, ORRERY_HTTP_ALLOW: 'private' })).toBeUndefined();
    expect(fault(address, address, { ORRERY_HTTP_DENY: 'private' })).toContain('internet');
  });

  it.each(['8.8.8.8', '2606:4700::1', '64:ff9b::808:808', '::ffff:8.8.8.8'])('is %s, always', (address) => {
    expect(fault('example.org', address, production)).toBeUndefined();
  });

  it.each([
    ...[
      '169.254.169.254',
      '169.254.170.2',
      '::ffff:169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
    ],
    ...['fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', '100.100.100.200', '168.63.129.16'],
  ])('is not %s, where the credentials of a machine are, unless it is allowed by itself', (address) => {
    expect(fault(address, address)).toContain('metadata');
    expect(fault('wiki', address, { ORRERY_HTTP_ALLOW: 'wiki,private' })).toContain('metadata');
    if (!address.includes('%'))
      expect(fault('wiki', address, { ORRERY_HTTP_ALLOW: address })).toBeUndefined();
  });

  it('is what the allow list names, by name or by range, but for what the deny list names', () => {
    const allowed = { ...production, ORRERY_HTTP_ALLOW: 'wiki.internal,*.shop.internal,10.1.0.0/16' };
    expect(fault('wiki.internal', '10.9.9.9', allowed)).toBeUndefined();
    expect(fault('WIKI.internal.', '10.9.9.9', allowed)).toBeUndefined();
    expect(fault('a.shop.internal', '10.9.9.9', allowed)).toBeUndefined();
    expect(fault('shop.internal', '10.9.9.9', allowed)).toContain('ORRERY_HTTP_ALLOW');
    expect(fault('else', '10.1.3.4', allowed)).toBeUndefined();
    expect(fault('else', '10.2.3.4', allowed)).toContain(
      'tasks on this worker may not reach else (10.2.3.4)',
    );
    const denied = { ...allowed, ORRERY_HTTP_DENY: '10.1.2.0/24,*.evil.org,wiki.internal' };
    expect(fault('else', '10.1.2.4', denied)).toContain('ORRERY_HTTP_DENY');
    expect(fault('x.evil.org', '8.8.8.8', denied)).toContain('ORRERY_HTTP_DENY');
    expect(fault('wiki.internal', '10.1.3.4', denied)).toContain('ORRERY_HTTP_DENY');
  });

  it('is nothing else where the deny list has "*"', () => {
    const only = { ORRERY_HTTP_DENY: '*', ORRERY_HTTP_ALLOW: 'api.example.org,10.0.0.0/8' };
    expect(fault('api.example.org', '8.8.8.8', only)).toBeUndefined();
    expect(fault('other', '10.0.0.1', only)).toBeUndefined();
    expect(fault('example.org', '8.8.8.8', only)).toContain('ORRERY_HTTP_ALLOW does not name it');
  });
});

it.each(['10.0.0', '10.0.0.0/33', 'a b', 'http://a', '0x7f'])('a list does not take %s', (item) => {
  expect(() => new ReachList([item])).toThrow(`"${item}" is none`);
  expect(() => readWorkerConfig({ ORRERY_HTTP_ALLOW: item })).toThrow('ORRERY_HTTP_ALLOW must name hosts');
});
