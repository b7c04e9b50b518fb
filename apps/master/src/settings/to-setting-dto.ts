import type { SettingDto } from '@orrery/contracts';
import { settingCatalogue, type SettingName, type SettingSpec } from '@orrery/domain';
import type { SettingVersion } from '../persistence/stores/setting.store.js';

/** A setting as users see it; without a version nobody ever changed it. */
export function toSettingDto(name: SettingName, newest: SettingVersion | undefined): SettingDto {
  const spec: SettingSpec = settingCatalogue[name];
  return {
    name,
    value: newest ? newest.value : spec.fallback,
    version: newest?.version ?? 0,
    ...spec,
    changedBy: newest?.changedBy ?? null,
    reason: newest?.reason ?? null,
    changedAt: newest?.createdAt.toISOString() ?? null,
  };
}
