import { describe, expect, it } from 'vitest';
import { isSettingName, settingCatalogue, settingNames } from './setting-catalogue.js';
import { faultOf } from './setting-kinds.js';

describe('the catalogue of settings', () => {
  it('has a default within its bounds for each', () => {
    for (const name of settingNames) {
      expect(faultOf(settingCatalogue[name], settingCatalogue[name].fallback), name).toBeUndefined();
    }
  });

  it('knows its names and nothing else', () => {
    expect(isSettingName('scheduling.paused')).toBe(true);
    expect(isSettingName('toString')).toBe(false);
  });
});

describe('a value of a setting', () => {
  it.each([
    ['scheduling.paused', 'true', 'must be true or false'],
    ['retention.days', 0, 'must be a whole number of days from 1 to 3660'],
    ['retention.days', 1.5, 'must be a whole number of days from 1 to 3660'],
    ['retention.days', '30', 'must be a whole number of days from 1 to 3660'],
    ['retention.days', null, 'must be a whole number of days from 1 to 3660'],
  ] as const)('%s = %j is refused', (name, value, fault) => {
    expect(faultOf(settingCatalogue[name], value)).toBe(fault);
  });

  it('is accepted within its bounds', () => {
    expect(faultOf(settingCatalogue['retention.days'], 3_660)).toBeUndefined();
    expect(faultOf(settingCatalogue['scheduling.paused'], true)).toBeUndefined();
  });
});
